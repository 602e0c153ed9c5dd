"""The generated faces, aligned once: pixels, landmarks, and what each already wears (`labels.csv`)."""
import argparse
import csv
import os
from pathlib import Path

import cv2
import numpy as np

from geometry import align, apply
from scene import MARGIN, SIZE
from textures import DATA

WORK = Path(os.environ.get("LIVEPHOTO_WORK", "/tmp/obstructions"))
LABELS = Path(__file__).parent / "labels.csv"


def labels():
    """File name (under faces/) to `sunglasses`, `mask`, `glasses`, `covered` or `unusable`; absent: clean."""
    if not LABELS.exists():
        return {}
    with LABELS.open() as f:
        return {row["file"]: row["label"] for row in csv.DictReader(f)}


def lenders():
    """Names of faces whose glasses or mask may be put on others (`lend` = yes)."""
    with LABELS.open() as f:
        return [row["file"] for row in csv.DictReader(f) if row["lend"] == "yes"]


def prepare(folder=DATA / "faces"):
    """Finds, aligns and stores every face: `faces.npz` (names, points in scene pixels, scores) and `faces.npy` (pixels)."""
    from landmarks import Detector, Landmarker, find

    detector, landmarker = Detector(), Landmarker()
    paths = sorted(folder.glob("*/*.jpg")) + sorted(folder.glob("*/*.png")) + sorted(folder.glob("*/*.jpeg"))
    names, points, outsides, pixels, scores, flags, eyes = [], [], [], [], [], [], []
    for i, path in enumerate(paths):
        image = cv2.imread(str(path))[..., ::-1].copy()
        p, flag, score = find(image, detector, landmarker)
        apart = np.hypot(*(p[[33, 133]].mean(0) - p[[362, 263]].mean(0)))
        if i % 250 == 0:
            print(f"{i}/{len(paths)} faces", flush=True)
        if apart < 18 or flag < 0.2:
            continue
        crop, outside, m = align(image, p, SIZE, MARGIN)
        names.append(str(path.relative_to(folder)))
        pixels.append(crop), outsides.append(np.packbits(outside)), points.append(apply(m, p))
        scores.append(score), flags.append(flag), eyes.append(apart)
    WORK.mkdir(parents=True, exist_ok=True)
    np.save(WORK / "faces.npy", np.array(pixels))
    np.savez(WORK / "faces.npz", names=np.array(names), points=np.array(points, np.float32), outsides=np.array(outsides), scores=np.array(scores), flags=np.array(flags), eyes=np.array(eyes))
    print(f"{len(names)} of {len(paths)} faces kept")


class Faces:
    """Aligned faces by label."""

    def __init__(self, only=None):
        meta = np.load(WORK / "faces.npz")
        self.names, self.points, self._outside = meta["names"], meta["points"], meta["outsides"]
        self.pixels = np.load(WORK / "faces.npy", mmap_mode="r")
        table = labels()
        kinds = np.array([table.get(str(n), "clean") for n in self.names])
        if only:
            kinds = np.where([str(n).split("/")[0] in only for n in self.names], kinds, "unusable")
        self.by = {k: np.nonzero(kinds == k)[0] for k in ("clean", "glasses", "sunglasses", "mask")}

        self._lend = {n for n in lenders() if not only or n.split("/")[0] in only}

    def can_lend(self, index):
        """True when what this face wears was cut well enough for others to wear."""
        return str(self.names[index]) in self._lend

    def load_worn(self):
        """What `worn.py` cut, also for `coverage`."""
        worn = np.load(WORK / "worn.npz")
        self._coverage = {int(i): a for kind in ("sunglasses", "mask") for i, a in zip(worn[kind], worn[kind + "_alpha"])}
        return worn

    def coverage(self, index):
        """Coverage (uint8) of what this face wears."""
        return self._coverage[int(index)]

    def get(self, index):
        outside = np.unpackbits(self._outside[index])[: SIZE * SIZE].reshape(SIZE, SIZE).astype(bool)
        return self.pixels[index], outside, self.points[index]


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__).parse_args()
    prepare()
