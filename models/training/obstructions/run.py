"""From the generated faces to `models/weights/obstruction-net.onnx` in one command; every stage is skipped when it is done."""
import argparse
import os
from pathlib import Path


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, help="folder with faces, hands, masks, objects, textures")
    parser.add_argument("--work", default="/tmp/obstructions", help="where pools and checkpoints go")
    parser.add_argument("--shards", type=int, default=105, help="of 512 samples")
    parser.add_argument("--steps", type=int, default=5500)
    parser.add_argument("--seed", type=int, default=4, help="of the samples; the training's is 1")
    parser.add_argument("--only", nargs="*", default=[], help="folders of faces to use, e.g. sfhq sfhq-t2i; default all")
    parser.add_argument("--without", nargs="*", default=[], help="for ablations: occluder modules (masks hands ...), `textures`")
    parser.add_argument("--out", help="ONNX file; default models/weights/obstruction-net.onnx")
    args = parser.parse_args()
    os.environ["LIVEPHOTO_GENERATED"], os.environ["LIVEPHOTO_WORK"] = str(Path(args.data).resolve()), str(Path(args.work).resolve())
    work = Path(os.environ["LIVEPHOTO_WORK"])

    import export
    import faces
    import pool
    import train
    import worn

    if not (work / "faces.npz").exists():
        faces.prepare()
    if not (work / "worn.npz").exists():
        worn.prepare()
    name = "-".join(["pool", *(f"without-{w}" for w in args.without), *args.only])
    pool.build(work / name, args.shards, args.seed, 2, args.only or None, args.without)
    checkpoint = train.train([work / name], work / f"run-{name}", args.steps)
    export.export(checkpoint, args.out or export.WEIGHTS)


if __name__ == "__main__":
    main()
