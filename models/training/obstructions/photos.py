"""Real labelled photos, aligned as the product sees them: for thresholds and for measuring, never for training."""
import argparse
import csv
import json
from pathlib import Path

import cv2
import numpy as np

from geometry import CROP, align, apply


def rows(labels):
    """Obstruction rows, and portraits of other categories that show one bare face."""
    with open(labels) as f:
        for row in csv.DictReader(f):
            extra = json.loads(row["extra"] or "{}")
            category, label = row["category"], row["label"]
            source = row["path"].split("/")[2]
            if category == "obstruction":
                yield row["path"], "obstruction", source, label, extra
            elif (category, label) in (("selfie_hires", "portrait"), ("faces", "single")) and source != "project_slot":
                yield row["path"], category, source, "clear", extra
            elif (category, label) == ("liveness", "real"):
                yield row["path"], category, source, "clear", extra


def prepare(labels, out):
    from landmarks import Detector, Landmarker, find

    detector, landmarker = Detector(), Landmarker()
    root = Path(labels).parent
    crops, outsides, points, meta = [], [], [], []
    listing = list(rows(labels))
    for i, (path, category, source, label, extra) in enumerate(listing):
        image = cv2.imread(str(root / path))
        if image is None:
            continue
        image = image[..., ::-1].copy()
        p, flag, score = find(image, detector, landmarker)
        crop, outside, m = align(image, p, CROP)
        crops.append(crop), outsides.append(outside), points.append(apply(m, p).astype(np.float32))
        apart = float(np.hypot(*(p[[33, 133]].mean(0) - p[[362, 263]].mean(0))))
        meta.append({"path": path, "category": category, "source": source, "label": label, "extra": extra, "flag": flag, "score": score, "eyes": apart})
        if i % 200 == 0:
            print(f"{i}/{len(listing)} photos", flush=True)
    np.savez(out, crops=np.array(crops), outsides=np.array(outsides), points=np.array(points), meta=json.dumps(meta))


def main():
    from faces import WORK

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--labels", required=True, help="the photos' labels.csv")
    parser.add_argument("--out", default=WORK / "photos.npz")
    args = parser.parse_args()
    prepare(args.labels, args.out)


if __name__ == "__main__":
    main()
