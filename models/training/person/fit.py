"""Fits the head that tells a photographed person from a drawing, a statue, a toy: a few numbers over person-net's features."""
import argparse
import csv
import itertools
import json
import os
import re
import sys
from pathlib import Path

import cv2
import numpy as np
import onnxruntime as ort
from scipy.optimize import minimize

HERE = Path(__file__).resolve().parent
DIST = HERE.parents[2] / "packages" / "models" / "dist"
os.environ.setdefault("LIVEPHOTO_MODELS", str(DIST))
sys.path[:0] = [str(HERE), str(HERE.parent / "obstructions")]
import unreal  # noqa: E402
from collected import collected  # noqa: E402
from landmarks import Detector  # noqa: E402
from materials import capture, listing, read  # noqa: E402

SIDE = 112
BOUND = 2.5
FULL = 20
"""Photos of a family beyond this number count no more."""
MAPS = {"features": 30, "fine": 10, "middle": 10, "coarse": 10}
"""The maps of person-net, the last first, and the pull of the standardised weights of each to zero, in pictures' worth of certainty."""
WIDTHS = (96, 24, 32, 64)
"""Channels of each."""
WORSENED = 0.25
"""Share of its weight that each family and kind has as worsened pictures. The same for people and for what is none, so that how bad a picture is tells nothing."""
ODDS = 0.8
"""People to everything else, of what the answer is a probability for. Puts 0.3 where 2 % of the people are refused, every family the same."""
COLLECTED = 0.25
"""What a kind of collected pictures weighs beside a kind that is drawn here; its families the same."""
FOLDS = 7
"""Groups of pictures in which nobody is, each of which is judged by the others: crops of one picture stay together."""
LEAST_HEAD = 0.25
"""What the detector takes for a face this surely, in a picture in which nobody is, is a head of an animal, a toy, or looks like one."""
LEFT_OUT_KINDS = ("doll",)
"""Generated faces with smoothed skin: too near to people with a filter to be taught."""


def crop(image, box, side=SIDE):
    """One and a half of the box, upright, stretched to a square, as the product samples it; edges repeat."""
    x, y, w, h = box
    over = max(1, int(min(1.5 * w, 1.5 * h) / side))
    n = side * over
    m = np.float32([[1.5 * w / n, 0, x - 0.25 * w], [0, 1.5 * h / n, y - 0.25 * h]])
    m[:, 2] += m[:, :2] @ [0.5, 0.5] - 0.5
    big = cv2.warpAffine(image, m, (n, n), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE)
    return cv2.resize(big, (side, side), interpolation=cv2.INTER_AREA) if over > 1 else big


def found(labels):
    """Photos of people as RGB, the box of the largest face, and the family: photos of prints and screens are photos of people as well."""
    detector = Detector(DIST)
    folder = Path(labels).parent
    rows = [r for r in csv.DictReader(open(labels)) if r["category"] != "smoke" and (r["category"], r["label"]) != ("faces", "zero")]
    for row in rows:
        image = cv2.imread(str(folder / row["path"]))
        if image is None:
            continue
        longest = max(image.shape[:2])
        if longest > 1280:
            image = cv2.resize(image, None, fx=1280 / longest, fy=1280 / longest, interpolation=cv2.INTER_AREA)
        image = np.ascontiguousarray(image[..., ::-1])
        faces = detector.faces(image)
        if faces:
            yield image, max((f[0] for f in faces), key=lambda b: b[2] * b[3]), row["path"].split("/")[2].split("__")[0]


def both(rng, picture, *of):
    """A picture `unreal.SIDE` wide as the net sees it, and the same as dark, blurred, noisy, small and compressed as `capture` makes it."""
    for worse in (False, True):
        seen = capture(rng, picture) if worse else np.clip(picture, 0, 255).astype(np.uint8)
        yield cv2.resize(seen, (SIDE, SIDE), interpolation=cv2.INTER_AREA), *of, worse


def both_of_photo(rng, image, box, *of):
    """The same of a photo, which is sampled as the product does before it is worsened."""
    yield crop(image, box), *of, False
    *_, worse = both(rng, crop(image, box, unreal.SIDE).astype(np.float32), *of)
    yield worse


def people(labels, seed):
    """Crops of photographed people, the family of each, no picture, and whether they are worsened."""
    for number, (image, box, family) in enumerate(found(labels)):
        yield from both_of_photo(np.random.default_rng([seed, number]), image, box, family, "")


def others(count, seed):
    """Crops of faces that are no person's, the kind of each, no picture, and whether they are worsened."""
    detector = Detector(DIST)
    rng = np.random.default_rng(seed)
    files = rng.permutation(listing("faces/*/*.jpg"))
    kinds = [k for k in unreal.KINDS if k not in LEFT_OUT_KINDS]
    made = 0
    for path in files:
        image = read(str(path))
        found = detector.faces(image)
        if len(found) != 1:
            continue
        kind = kinds[made % len(kinds)]
        yield from both(rng, unreal.KINDS[kind](rng, unreal.face_crop(image, found[0][0])), kind, "")
        made += 1
        if made == count:
            return


def nobody(labels):
    """Pictures in which nobody is: RGB, and their paths."""
    folder = Path(labels).parent
    for row in csv.DictReader(open(labels)):
        image = cv2.imread(str(folder / row["path"])) if row["category"] == "faces" and row["label"] == "zero" else None
        if image is not None:
            yield np.ascontiguousarray(image[..., ::-1]), row["path"]


def things(labels, seed, each=6):
    """Square crops of photos in which nobody is: animals, dolls, objects, scenes; the kind, the picture, and whether they are worsened."""
    rng = np.random.default_rng(seed)
    for image, path in nobody(labels):
        h, w = image.shape[:2]
        for _ in range(each):
            s = rng.uniform(0.35, 1) * min(h, w)
            x, y = rng.uniform(0, w - s), rng.uniform(0, h - s)
            yield from both_of_photo(rng, image, (x + s / 6, y + s / 6, s / 1.5, s / 1.5), "thing", path)


def head_of(detector, image):
    """The box that the detector takes for a face most surely, in the picture as it is or farther away; None where nothing is like one."""
    h, w = image.shape[:2]
    best = (None, LEAST_HEAD)
    for away in (1, 1.5, 2.2):
        left, top = int((away - 1) * w) // 2, int((away - 1) * h) // 2
        wide = cv2.copyMakeBorder(image, top, top, left, left, cv2.BORDER_REPLICATE)
        for box, score in detector.faces(wide, LEAST_HEAD):
            if score > best[1] and min(box[2:]) >= 0.08 * min(h, w):
                best = (np.asarray(box) - [left, top, 0, 0], score)
    return best[0]


def heads(labels, seed, each=12):
    """Crops of what the detector takes for a face where nobody is, as it is and moved, mirrored; the kind, the picture, and whether they are worsened."""
    detector = Detector(DIST)
    for number, (image, path) in enumerate(nobody(labels)):
        longest = max(image.shape[:2])
        if longest > 1280:
            image = cv2.resize(image, None, fx=1280 / longest, fy=1280 / longest, interpolation=cv2.INTER_AREA)
        box = head_of(detector, image)
        if box is None:
            continue
        rng = np.random.default_rng([seed, number])
        yield from both_of_photo(rng, image, box, "head", path)
        for _ in range(each):
            size = box[2:] * np.exp(rng.normal(0, 0.12))
            middle = box[:2] + box[2:] / 2 + rng.normal(0, 0.08, 2) * box[2:]
            x, y = middle - size / 2
            if rng.random() < 0.5:
                yield from both_of_photo(rng, np.ascontiguousarray(image[:, ::-1]), (image.shape[1] - x - size[0], y, *size), "head", path)
            else:
                yield from both_of_photo(rng, image, (x, y, *size), "head", path)


def portraits(folder, seed):
    """Crops of pictures that others made, family and kind, no picture, and whether they are worsened."""
    detector = Detector(DIST)
    for rng, image, box, group in collected(folder, lambda image: head_of(detector, image), crop, seed):
        yield from both_of_photo(rng, image, box, group, "")


def measure(*crops):
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    net = ort.InferenceSession(str(DIST / "person-net.onnx"), options, providers=["CPUExecutionProvider"])
    features, groups, pictures, worse = [], [], [], []
    for picture, group, path, is_worse in itertools.chain(*crops):
        x = picture.astype(np.float32).transpose(2, 0, 1)[None] / 255
        features.append(np.concatenate([means.reshape(-1) for means in net.run(list(MAPS), {"input": x})]))
        groups.append(group)
        pictures.append(path)
        worse.append(is_worse)
        if len(groups) % 200 == 0:
            print(f"{len(groups)} measured", flush=True)
    return np.array(features), np.array(groups), np.array(pictures), np.array(worse)


def weigh(groups, people, worse):
    """Every family and kind weighs the same, collected ones less, and people weigh as much as the rest: 1 a picture, which is two rows, on average."""
    weights = np.zeros(len(groups))
    kinds = [g.split(":")[1] for g in set(groups) if ":" in g]
    for group in set(groups):
        all_of_it = COLLECTED / kinds.count(group.split(":")[1]) if ":" in group else 1
        for side, share in ((~worse, 1 - WORSENED), (worse, WORSENED)):
            m = (groups == group) & side
            weights[m] = all_of_it * share * min(1, m.sum() / FULL) / m.sum()
    for side in (True, False):
        weights[people == side] /= weights[people == side].sum()
    return weights * len(groups) / 4


def fit(features, people, weights):
    """Mean, deviation, weight of each number, and the bias."""
    share = weights / weights.sum()
    mean = share @ features
    deviation = np.sqrt(np.maximum(share @ (features - mean) ** 2, 1e-12))
    z = np.clip((features - mean) / deviation, -BOUND, BOUND)
    side = np.where(people, 1.0, -1.0)
    pull = np.repeat(list(MAPS.values()), WIDTHS)

    def loss(t):
        margin = side * (z @ t[:-1] + t[-1])
        slope = -side * weights / (1 + np.exp(margin))
        value = (weights * np.logaddexp(0, -margin)).sum() + 0.5 * (pull * t[:-1] ** 2).sum()
        return value, np.append(z.T @ slope + pull * t[:-1], slope.sum())

    t = minimize(loss, np.zeros(features.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    return mean, deviation, t[:-1], t[-1] + np.log(ODDS)


def score(head, features):
    mean, deviation, weight, bias = head
    return np.clip((features - mean) / deviation, -BOUND, BOUND) @ weight + bias


def rounds(groups, pictures):
    """What is left out together: a family, with all its kinds; a kind that was drawn; of pictures in which nobody is a seventh of the pictures, with all their crops."""
    families = np.array([g.split(":")[0] for g in groups])
    for family in sorted(set(families[pictures == ""])):
        yield families == family
    known = sorted(set(pictures) - {""})
    for fold in range(FOLDS):
        yield np.isin(pictures, known[fold::FOLDS])


def brief(values):
    """Four digits of each, written as JavaScript writes them."""
    numbers = (float(f"{v:.4g}") for v in values)
    return [int(n) if n.is_integer() else n for n in numbers]


def write(path, person):
    """Puts the head into its part of the file, a list of numbers a line; the rest stays as it is, byte by byte."""
    text = re.sub(r"\[\s+([^\]]+?)\s+\]", lambda m: "[" + re.sub(r"\s+", " ", m[1]) + "]", json.dumps({"person": person}, indent=2))
    old = re.compile(r'(?<=\n)  "person": \{.*?\n  \}(?=,?\n)', re.S)
    before = path.read_text()
    if not old.search(before):
        raise SystemExit(f"{path} has no part 'person'")
    path.write_text(old.sub(lambda _: text[text.index("\n") + 1 : text.rindex("\n")], before))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--labels", required=True, help="CSV of photos of people, as for `pnpm bench accuracy`")
    parser.add_argument("--pictures", required=True, help="folder that fetch.py filled")
    parser.add_argument("--head", default=HERE.parents[1] / "weights" / "liveness-head.json", help="where the head goes, in its part `person`")
    parser.add_argument("--count", type=int, default=1400)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    of_people = measure(people(args.labels, args.seed))
    others_too = measure(others(args.count, args.seed), things(args.labels, args.seed), heads(args.labels, args.seed), portraits(args.pictures, args.seed))
    features, groups, pictures, worse = (np.concatenate(both) for both in zip(of_people, others_too))
    is_person = np.arange(len(groups)) < len(of_people[1])

    left_out = np.zeros(len(groups))
    for left in rounds(groups, pictures):
        rest = ~left
        head = fit(features[rest], is_person[rest], weigh(groups[rest], is_person[rest], worse[rest]))
        left_out[left] = score(head, features[left])
    probability = 1 / (1 + np.exp(-left_out))
    families, kinds = (sorted(set(groups[side])) for side in (is_person, ~is_person))
    for least in (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5):
        for as_it_is in (True, False):
            seen = worse != as_it_is
            refused = {g: 100 * (probability[(groups == g) & seen] < least).mean() for g in families + kinds}
            worst = max(families, key=lambda f: refused[f] if ((groups == f) & seen).sum() >= FULL else 0)
            print(f"least {least}, {'as they are' if as_it_is else 'worsened'}: people refused {100 * (probability[is_person & seen] < least).mean():.1f} % (worst {worst} {refused[worst]:.1f} %), "
                  + ", ".join(f"{k} {100 - refused[k]:.0f} % pass" for k in kinds))

    mean, deviation, weight, bias = fit(features, is_person, weigh(groups, is_person, worse))
    write(Path(args.head), {"linear": {"mean": brief(mean), "deviation": brief(deviation), "weight": brief(weight), "bound": BOUND}, "bias": brief([bias])[0]})
    print(f"wrote {args.head}")


if __name__ == "__main__":
    main()
