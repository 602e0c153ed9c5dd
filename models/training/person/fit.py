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
from landmarks import Detector  # noqa: E402
from materials import capture, listing, read  # noqa: E402

SIDE = 112
BOUND = 2.5
FULL = 20
"""Photos of a family beyond this number count no more."""
PENALTY = 10
"""Pull of the standardised weights to zero, in rows' worth of certainty."""
LEFT_OUT_KINDS = ("doll",)
"""Generated faces with smoothed skin: too near to people with a filter to be taught."""


def crop(image, box):
    """One and a half of the box, upright, stretched to a square, as the product samples it; edges repeat."""
    x, y, w, h = box
    over = max(1, int(min(1.5 * w, 1.5 * h) / SIDE))
    n = SIDE * over
    m = np.float32([[1.5 * w / n, 0, x - 0.25 * w], [0, 1.5 * h / n, y - 0.25 * h]])
    m[:, 2] += m[:, :2] @ [0.5, 0.5] - 0.5
    big = cv2.warpAffine(image, m, (n, n), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE)
    return cv2.resize(big, (SIDE, SIDE), interpolation=cv2.INTER_AREA) if over > 1 else big


def people(labels):
    """Crops of photographed people, and the family of each: photos of prints and screens are photos of people as well."""
    detector = Detector(DIST)
    folder = Path(labels).parent
    for row in csv.DictReader(open(labels)):
        if row["category"] == "faces" and row["label"] == "zero" or row["category"] == "smoke":
            continue
        image = cv2.imread(str(folder / row["path"]))
        if image is None:
            continue
        longest = max(image.shape[:2])
        if longest > 1280:
            image = cv2.resize(image, None, fx=1280 / longest, fy=1280 / longest, interpolation=cv2.INTER_AREA)
        image = np.ascontiguousarray(image[..., ::-1])
        found = detector.faces(image)
        if found:
            box = max((f[0] for f in found), key=lambda b: b[2] * b[3])
            yield crop(image, box), row["path"].split("/")[2].split("__")[0]


def others(count, seed):
    """Crops of faces that are no person's, and the kind of each."""
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
        picture = capture(rng, unreal.KINDS[kind](rng, unreal.face_crop(image, found[0][0])))
        yield cv2.resize(picture, (SIDE, SIDE), interpolation=cv2.INTER_AREA), kind
        made += 1
        if made == count:
            return


def things(labels, seed, each=6):
    """Square crops of photos in which nobody is: animals, dolls, objects, scenes."""
    folder, rng = Path(labels).parent, np.random.default_rng(seed)
    for row in csv.DictReader(open(labels)):
        image = cv2.imread(str(folder / row["path"])) if row["category"] == "faces" and row["label"] == "zero" else None
        if image is None:
            continue
        h, w = image.shape[:2]
        for _ in range(each):
            s = rng.uniform(0.35, 1) * min(h, w)
            x, y = rng.uniform(0, w - s), rng.uniform(0, h - s)
            yield crop(np.ascontiguousarray(image[..., ::-1]), (x + s / 6, y + s / 6, s / 1.5, s / 1.5)), "thing"


def measure(*crops):
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    net = ort.InferenceSession(str(DIST / "person-net.onnx"), options, providers=["CPUExecutionProvider"])
    features, groups = [], []
    for picture, group in itertools.chain(*crops):
        x = picture.astype(np.float32).transpose(2, 0, 1)[None] / 255
        features.append(net.run(["features"], {"input": x})[0].reshape(-1))
        groups.append(group)
        if len(groups) % 200 == 0:
            print(f"{len(groups)} measured", flush=True)
    return np.array(features), np.array(groups)


def weigh(groups, people):
    """Every family and kind weighs the same, and people weigh as much as the rest: 1 a row on average."""
    weights = np.zeros(len(groups))
    for group in set(groups):
        m = groups == group
        weights[m] = min(1, m.sum() / FULL) / m.sum()
    for side in (True, False):
        weights[people == side] /= weights[people == side].sum()
    return weights * len(groups) / 2


def fit(features, people, weights):
    """Mean, deviation, weight of each number, and the bias."""
    share = weights / weights.sum()
    mean = share @ features
    deviation = np.sqrt(np.maximum(share @ (features - mean) ** 2, 1e-12))
    z = np.clip((features - mean) / deviation, -BOUND, BOUND)
    side = np.where(people, 1.0, -1.0)

    def loss(t):
        margin = side * (z @ t[:-1] + t[-1])
        slope = -side * weights / (1 + np.exp(margin))
        value = (weights * np.logaddexp(0, -margin)).sum() + 0.5 * PENALTY * (t[:-1] ** 2).sum()
        return value, np.append(z.T @ slope + PENALTY * t[:-1], slope.sum())

    t = minimize(loss, np.zeros(features.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    return mean, deviation, t[:-1], t[-1]


def score(head, features):
    mean, deviation, weight, bias = head
    return np.clip((features - mean) / deviation, -BOUND, BOUND) @ weight + bias


def brief(values):
    return [float(f"{v:.4g}") for v in values]


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
    parser.add_argument("--head", default=HERE.parents[1] / "weights" / "liveness-head.json", help="where the head goes, in its part `person`")
    parser.add_argument("--count", type=int, default=1400)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    (a, families), (b, kinds) = measure(people(args.labels)), measure(others(args.count, args.seed), things(args.labels, args.seed))
    features, groups = np.concatenate([a, b]), np.concatenate([families, kinds])
    is_person = np.arange(len(groups)) < len(families)

    left_out = np.zeros(len(groups))
    for group in sorted(set(groups)):
        rest = groups != group
        left_out[~rest] = score(fit(features[rest], is_person[rest], weigh(groups[rest], is_person[rest])), features[~rest])
    probability = 1 / (1 + np.exp(-left_out))
    for least in (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5):
        refused = {g: 100 * (probability[groups == g] < least).mean() for g in sorted(set(groups))}
        worst = max(set(families), key=lambda f: refused[f] if (families == f).sum() >= FULL else 0)
        print(f"least {least}: people refused {100 * (probability[is_person] < least).mean():.1f} % (worst {worst} {refused[worst]:.1f} %), "
              + ", ".join(f"{k} {100 - refused[k]:.0f} % pass" for k in sorted(set(kinds))))

    mean, deviation, weight, bias = fit(features, is_person, weigh(groups, is_person))
    write(Path(args.head), {"linear": {"mean": brief(mean), "deviation": brief(deviation), "weight": brief(weight), "bound": BOUND}, "bias": brief([bias])[0]})
    print(f"wrote {args.head}")


if __name__ == "__main__":
    main()
