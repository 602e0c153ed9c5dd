"""Draws the scenes that the liveness head is fitted on beside photos, and their labels."""
import argparse
import csv
import json
import os
import sys
from pathlib import Path

import cv2
import numpy as np

HERE = Path(__file__).resolve().parent
os.environ.setdefault("LIVEPHOTO_MODELS", str(HERE.parents[2] / "packages" / "models" / "dist"))
sys.path[:0] = [str(HERE), str(HERE.parent / "person"), str(HERE.parent / "obstructions")]
import people  # noqa: E402
import scenes  # noqa: E402

SPECIES = {"screen": "replay", "paper": "print", "cut-out": "mask"}
LEAST = 64
"""Pixels: a smaller picture is refused."""


def label(kind):
    extra = {"family": f"drawn {kind}", "synthetic": True}
    return "real" if kind == "open" else "spoof", extra if kind == "open" else {**extra, "attack": SPECIES[kind]}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", required=True, type=Path, help="a folder for the pictures and drawn.csv")
    parser.add_argument("--count", type=int, default=36, help="of each kind")
    parser.add_argument("--people", type=int, help="cut out of this many generated pictures; of all without")
    parser.add_argument("--seed", type=int, default=11)
    args = parser.parse_args()
    cv2.setNumThreads(1)
    args.out.mkdir(parents=True, exist_ok=True)
    cut = args.out / "people.npz"
    if not cut.exists():
        people.build(cut, args.people)
    crowd, rng = people.People(cut), np.random.default_rng(args.seed)
    left = {kind: args.count for kind in scenes.CLASSES if kind != "screenshot"}
    rows = []
    while any(left.values()):
        picture, kind = scenes.sample(crowd, rng)
        if min(picture.shape[:2]) < LEAST or not left.get(kind):
            continue
        left[kind] -= 1
        name = f"{kind}-{args.count - left[kind]:03d}.png"
        cv2.imwrite(str(args.out / name), picture[..., ::-1])
        truth, extra = label(kind)
        rows.append({"path": name, "source_repo": "drawn", "license_or_terms": "drawn", "category": "liveness", "label": truth, "extra": json.dumps(extra)})
        if len(rows) % 24 == 0:
            print(f"{len(rows)} of {4 * args.count} scenes", flush=True)
    with open(args.out / "drawn.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
