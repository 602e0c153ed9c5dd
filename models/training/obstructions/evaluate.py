"""Measures a net on the aligned real photos: by source, by what covers the face, with thresholds from other sources."""
import argparse
import json

import numpy as np

from readout import JUDGED, score, visibility

EXPECTED = {"mask": ("nose", "mouth", "chin"), "sunglasses": ("leftEye", "rightEye"), "scarf": ("mouth", "nose", "chin")}


def maps_of(model, crops, size=64):
    """Cover probabilities (n,32,32) by an ONNX file or a training checkpoint."""
    x = crops.transpose(0, 3, 1, 2).astype(np.float32) / 255
    if str(model).endswith(".onnx"):
        import onnxruntime as ort

        net = ort.InferenceSession(str(model), providers=["CPUExecutionProvider"])
        name = net.get_inputs()[0].name
        return np.concatenate([net.run(None, {name: x[i : i + 1]})[0].reshape(1, 32, 32) for i in range(len(x))])
    import torch

    from net import ObstructionNet

    net = ObstructionNet()
    net.load_state_dict(torch.load(model, map_location="cpu")["average"])
    net.eval()
    with torch.no_grad():
        return np.concatenate([torch.sigmoid(net(torch.from_numpy(x[i : i + size]))).numpy() for i in range(0, len(x), size)])


def interval(right, count):
    """Wilson's 95 % interval."""
    if count == 0:
        return 0.0, 1.0
    z, p = 1.96, right / count
    middle = (p + z * z / (2 * count)) / (1 + z * z / count)
    half = z * np.sqrt(p * (1 - p) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return middle - half, middle + half


def balanced(scores, covered, threshold):
    refused = scores < threshold
    return (refused[covered].mean() + (~refused[~covered]).mean()) / 2


def best_threshold(scores, covered):
    grid = np.arange(0.2, 0.95, 0.01)
    values = np.array([balanced(scores, covered, t) for t in grid])
    return float(np.median(grid[values >= values.max() - 1e-9]))


def load(path):
    data = np.load(path)
    return data["crops"], data["outsides"], data["points"], json.loads(str(data["meta"]))


def outside_share(points, outside):
    """Share of mesh points beyond the picture's edge."""
    p = np.round(points).astype(int)
    inside = ((p >= 0) & (p < len(outside))).all(1)
    p = np.clip(p, 0, len(outside) - 1)
    return float((outside[p[:, 1], p[:, 0]] & inside).mean())


BANDS = ((41, "light (ITA > 41)"), (28, "intermediate (28..41)"), (10, "tan (10..28)"), (-30, "brown (-30..10)"), (-181, "dark (< -30)"))


def skin_band(crop, points):
    """Individual typology angle of the visible skin's median (nose, cheeks, forehead), by the light of the photo: a rough estimate."""
    import cv2

    from geometry import REGIONS, region_masks

    masks = region_masks(points, 128, 128)
    where = sum(masks[REGIONS.index(n)] for n in ("nose", "cheeks", "forehead")) > 0.5
    lab = cv2.cvtColor(crop.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    skin = lab[where]
    bright = skin[:, 0] > np.percentile(skin[:, 0], 30)
    light, _, yellow = np.median(skin[bright], 0)
    angle = np.degrees(np.arctan2(light - 50, max(1e-3, yellow)))
    return next(name for limit, name in BANDS if angle > limit)


def measure(model, photos, threshold=None):
    crops, outsides, points, meta = load(photos)
    maps = maps_of(model, crops)
    seen = [visibility(m, p, o) for m, p, o in zip(maps, points, outsides)]
    scores = np.array([score(r) for r in seen])
    # The product refuses a face of which more than a twentieth of the mesh is out of sight.
    scores[[outside_share(p, o) > 0.05 for p, o in zip(points, outsides)]] = 0
    covered = np.array([m["label"] == "obstructed" for m in meta])
    sources = np.array([m["source"] for m in meta])
    weak = np.array([bool(m["extra"].get("weak")) for m in meta])
    main = np.array([m["category"] == "obstruction" for m in meta]) & ~weak
    return {"maps": maps, "seen": seen, "scores": scores, "covered": covered, "sources": sources, "weak": weak, "main": main, "meta": meta, "crops": crops, "points": points,
            "threshold": threshold or best_threshold(scores[main], covered[main])}


def report(r):
    scores, covered, main, t = r["scores"], r["covered"], r["main"], r["threshold"]
    meta, sources = r["meta"], r["sources"]
    line = lambda name, right, count: print(f"  {name:44s} {right:4d} / {count:4d} = {100 * right / max(1, count):5.1f} %  ({100 * interval(right, count)[0]:.1f}..{100 * interval(right, count)[1]:.1f})")
    print(f"threshold {t:.2f}; balanced accuracy, all obstruction photos that are not weak: {100 * balanced(scores[main], covered[main], t):.2f} %")
    print("left-out sources (threshold from the others):")
    total = {True: [0, 0], False: [0, 0]}
    for s in dict.fromkeys(sources[main]):
        mine, other = main & (sources == s), main & (sources != s)
        own = best_threshold(scores[other], covered[other])
        for kind in (True, False):
            w = mine & (covered == kind)
            right = int(((scores[w] < own) == kind).sum())
            total[kind][0] += right
            total[kind][1] += int(w.sum())
            if w.sum():
                line(f"{s} {'obstructed' if kind else 'clear'} (at {own:.2f})", right, int(w.sum()))
    print(f"  pooled balanced accuracy {50 * (total[True][0] / total[True][1] + total[False][0] / total[False][1]):.2f} %")
    print("by cover:")
    kinds = [m["extra"].get("occlusion") if m["label"] == "obstructed" else ("clear, " + str(m["extra"].get("accessory") or "bare")) for m in meta]
    for kind in dict.fromkeys(kinds):
        for flag, name in ((r["main"], ""), (r["weak"], " (weak)")):
            w = np.array([k == kind for k in kinds]) & flag
            if not w.any():
                continue
            refused = scores[w] < t
            hit = ~refused if kind.startswith("clear") else refused
            line(f"{kind}{name}", int(hit.sum()), int(w.sum()))
            if kind in EXPECTED:
                named = sum(any(r["seen"][i][n] < t for n in EXPECTED[kind]) for i in np.nonzero(w)[0])
                both = sum(all(r["seen"][i][n] < t for n in EXPECTED[kind][:2]) for i in np.nonzero(w)[0])
                other = sum(any(r["seen"][i][n] < t for n in JUDGED if n not in EXPECTED[kind]) for i in np.nonzero(w)[0])
                line("  a right region named", named, int(w.sum()))
                line("  both of " + ", ".join(EXPECTED[kind][:2]), both, int(w.sum()))
                line("  another region named too", other, int(w.sum()))
    print("clear photos of every category by estimated skin tone:")
    bands = np.array([skin_band(c, p) for c, p in zip(r["crops"], r["points"])])
    found = np.array([m["score"] > 0 for m in meta])
    for _, name in BANDS:
        w = (bands == name) & ~covered & ~r["weak"] & found
        if w.any():
            line(name, int((scores[w] >= t).sum()), int(w.sum()))
    print("portraits of other categories (clear):")
    for c in ("selfie_hires", "faces", "liveness"):
        for s in dict.fromkeys(m["source"] for m in meta if m["category"] == c):
            w = np.array([m["category"] == c and m["source"] == s and m["score"] > 0 for m in meta])
            if w.any():
                line(f"{c}/{s}", int((scores[w] >= t).sum()), int(w.sum()))


def mistakes(r, path, most=160):
    """A contact sheet of the worst mistakes, for looking at; never to be kept with the project."""
    import cv2

    wrong = [i for i in range(len(r["meta"])) if (r["scores"][i] < r["threshold"]) != r["covered"][i]]
    wrong.sort(key=lambda i: (not r["covered"][i], -abs(r["scores"][i] - r["threshold"])))
    cells = []
    for i in wrong[:most]:
        crop = r["crops"][i][..., ::-1].copy()
        heat = cv2.resize(r["maps"][i], (128, 128), interpolation=cv2.INTER_NEAREST)
        shown = crop.copy()
        shown[..., 2] = np.maximum(shown[..., 2] // 2, (heat * 255).astype(np.uint8))
        cell = np.hstack([crop, shown])
        cell = np.vstack([cell, np.zeros((14, 256, 3), np.uint8)])
        low = min(JUDGED, key=lambda n: r["seen"][i][n])
        cv2.putText(cell, f"{i} {r['meta'][i]['source'][:10]} {'OBS' if r['covered'][i] else 'clr'} {low} {r['scores'][i]:.2f}", (0, 139), 0, 0.37, (0, 255, 255), 1)
        cells.append(cell)
    while len(cells) % 6:
        cells.append(np.zeros_like(cells[0]))
    if cells:
        cv2.imwrite(str(path), np.vstack([np.hstack(cells[k : k + 6]) for k in range(0, len(cells), 6)]))
    print(len(wrong), "mistakes")


def main():
    from faces import WORK

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", help="ONNX file or checkpoint")
    parser.add_argument("--photos", default=WORK / "photos.npz")
    parser.add_argument("--threshold", type=float)
    parser.add_argument("--sheet", help="where to draw the mistakes (outside of the repository)")
    args = parser.parse_args()
    r = measure(args.model, args.photos, args.threshold)
    report(r)
    if args.sheet:
        mistakes(r, args.sheet)


if __name__ == "__main__":
    main()
