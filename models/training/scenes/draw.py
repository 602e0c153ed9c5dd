"""Draws the scenes that the liveness head is fitted on beside photos, and their labels; says whether they are the ones whose hashes are known."""
import argparse
import csv
import hashlib
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

EXPECTED = HERE / "drawn.sha256"
"""Hashes of the pictures' pixels, a line each: of the scenes that everybody fits on."""
SPECIES = {"screen": "replay", "paper": "print", "cut-out": "mask"}
LEAST = 64
"""Pixels: a smaller picture is refused."""
SEED = 11
COUNT = 72


def label(kind):
    extra = {"family": f"drawn {kind}", "synthetic": True}
    return "real" if kind == "open" else "spoof", extra if kind == "open" else {**extra, "attack": SPECIES[kind]}


def draw(crowd, kind, number):
    """One scene by its own number, so that it stays what it is whatever is drawn beside it."""
    rng = np.random.default_rng([SEED, scenes.KINDS.index(kind), number])
    while True:
        picture = scenes.sample(crowd, rng, kind)
        if min(picture.shape[:2]) >= LEAST:
            return picture


def check(hashes, accept):
    """Compares with the known ones, and ends with 1 where one differs."""
    lines = [f"{digest}  {name}" for name, digest in hashes.items()]
    if accept:
        EXPECTED.write_text("\n".join(lines) + "\n")
        return
    known = set(EXPECTED.read_text().split("\n"))
    other = [line.split()[1] for line in lines if line not in known]
    if other:
        sys.exit(f"{len(other)} of {len(lines)} scenes are not those of drawn.sha256, {other[0]} the first: another folder of pictures, library or processor")
    print(f"all {len(lines)} scenes are those of drawn.sha256")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", required=True, type=Path, help="a folder for the pictures and drawn.csv")
    parser.add_argument("--count", type=int, default=COUNT, help="of each kind")
    parser.add_argument("--accept", action="store_true", help="these are to be the scenes that everybody fits on")
    args = parser.parse_args()
    # Sums of threads differ in their last bits.
    cv2.setNumThreads(1)
    args.out.mkdir(parents=True, exist_ok=True)
    crowd = people.People()
    rows, hashes = [], {}
    for kind in scenes.KINDS:
        for number in range(args.count):
            picture = np.ascontiguousarray(draw(crowd, kind, number))
            name = f"{kind}-{number:03d}.png"
            cv2.imwrite(str(args.out / name), picture[..., ::-1])
            hashes[name] = hashlib.sha256(str(picture.shape).encode() + picture.tobytes()).hexdigest()
            truth, extra = label(kind)
            rows.append({"path": name, "source_repo": "drawn", "license_or_terms": "drawn", "category": "liveness", "label": truth, "extra": json.dumps(extra)})
        print(f"{kind}: {args.count} scenes", flush=True)
    with open(args.out / "drawn.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    check(hashes, args.accept)


if __name__ == "__main__":
    main()
