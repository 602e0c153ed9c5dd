"""Renders the pool of training samples, shard by shard: seeded, resumable, in worker processes."""
import argparse
import multiprocessing
import os
import time
from pathlib import Path

import cv2
import numpy as np

SHARD = 512


def _work(job):
    path, seed, options = job
    cv2.setNumThreads(1)
    import textures
    from faces import Faces
    from landmarks import Landmarker
    from occluders import worn
    from render import sample

    textures.USE_PICTURES = "textures" not in options["without"]
    if not hasattr(_work, "faces"):
        _work.faces, _work.landmarker = Faces(options["only"]), Landmarker() if options["drift"] else None
        worn.fill(_work.faces, _work.faces.load_worn())
    rng = np.random.default_rng(seed)
    rows = [sample(_work.faces, rng, _work.landmarker, options["without"]) for _ in range(SHARD)]
    images, covers, weights, transforms = (np.stack([r[i] for r in rows]) for i in range(4))
    temporary = str(path) + ".part.npz"
    np.savez(temporary, images=images, covers=covers, weights=weights, transforms=transforms, made=np.array([r[4] for r in rows]))
    os.replace(temporary, path)
    return path


def build(folder, shards, seed=1, processes=2, only=None, without=(), drift=True):
    """Writes the missing shards of a pool and answers all paths."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{i:04d}.npz" for i in range(shards)]
    options = {"only": only, "without": tuple(without), "drift": drift}
    jobs = [(p, seed * 100_003 + i, options) for i, p in enumerate(paths) if not p.exists()]
    start = time.time()
    if jobs:
        with multiprocessing.get_context("fork").Pool(processes) as workers:
            for done, _ in enumerate(workers.imap_unordered(_work, jobs), 1):
                print(f"\rpool: {done}/{len(jobs)} shards, {done * SHARD / (time.time() - start):.0f} samples/s", end="", flush=True)
        print()
    return paths


def main():
    from faces import WORK

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", default=WORK / "pool")
    parser.add_argument("--shards", type=int, default=80)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--only", nargs="*", help="folders of faces to use")
    parser.add_argument("--without", nargs="*", default=[], help="occluder modules, occluders or `textures` to leave out")
    parser.add_argument("--no-drift", action="store_true", help="do not look for landmarks again on the covered face")
    args = parser.parse_args()
    build(args.folder, args.shards, args.seed, args.processes, args.only, args.without, not args.no_drift)


if __name__ == "__main__":
    main()
