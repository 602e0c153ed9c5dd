"""The second map of the obstruction net: a branch on its frozen inner map, for faces that filters distort or that lie behind something."""
import argparse
import copy
import math
import os
import time
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

import render
from augment import photograph
from export import WEIGHTS, fold
from geometry import crop_transform
from net import ObstructionNet, Residual, conv
from occluders import filters, worn
from render import STORED
from scene import SIZE, Scene
from train import _grid

SHARD = 512
HALF = (STORED // 2, STORED // 2)
LESS = {filters.fence: 0.6, filters.drops: 0.6, filters.watermark: 0.6, filters.mirrored: 0.8}
BEFORE_ALL = (filters.fence, filters.drops, filters.watermark)


def _harmless(scene):
    draw = render._choose(scene.rng, render.HARMLESS)
    draw(scene)
    np.clip(scene.image, 0, 255, out=scene.image)
    return render._name(draw)


def sample(faces, rng, landmarker, untouched=False):
    """Picture (160,160,3), oddness and weight (80,80), the crop's transform, and what it was made with: one face of five, or `untouched`, has nothing odd."""
    index = int(rng.choice(faces.by["glasses" if rng.random() < (0.15 if untouched else 0.12) else "clean"]))
    pixels, outside, points = faces.get(index)
    scene = Scene(pixels, outside, points, rng)
    scene.odd = np.zeros((SIZE, SIZE), np.float32)
    made = [_harmless(scene)] if rng.random() < (0.5 if untouched else 0.3) else []
    if rng.random() < (0.5 if untouched else 0.35):
        filters.mild(scene)
        made.append("filters.mild")
    name = "plain"
    if not untouched and rng.random() < 0.8:
        shares = np.array([LESS.get(d, 1.0) for d in filters.DISTORTIONS])
        draw = filters.DISTORTIONS[int(rng.choice(len(shares), p=shares / shares.sum()))]
        draw(scene)
        name = render._name(draw)
        if draw not in BEFORE_ALL and rng.random() < 0.1:
            second = filters.DISTORTIONS[int(rng.integers(len(filters.DISTORTIONS)))]
            second(scene)
            name += " " + render._name(second)
    small = lambda mask: cv2.resize(np.clip(mask, 0, 1).astype(np.float32), HALF, interpolation=cv2.INTER_AREA)
    image = photograph(cv2.resize(np.clip(scene.image, 0, 255).astype(np.float32), (STORED, STORED), interpolation=cv2.INTER_AREA), rng)
    image[cv2.resize(scene.outside.astype(np.uint8), (STORED, STORED), interpolation=cv2.INTER_NEAREST) > 0] = 0
    seen = points * (STORED / SIZE)
    if rng.random() < (0.5 if untouched else 0.85):  # the mesh as it lies on what was drawn
        found, flag = landmarker.look(image, (STORED / 2, STORED / 2), STORED * rng.uniform(0.98, 1.12), rng.normal(0, 0.03))
        if flag > 0.1 and np.abs(found - seen).mean() < 26:
            seen = found
    weight = small(scene.weight) * (small(scene.covered) < 0.3)
    source = str(faces.names[index]).split("/")[0]
    return image, (small(scene.odd) * 255).astype(np.uint8), (weight * 255).astype(np.uint8), crop_transform(seen, 1.0).astype(np.float32), " ".join([name, *made, f"from:{source}"])


def covered(faces, rng, landmarker):
    """A sample of the net's own training: what covers a face is not odd, nor is it known what lies under it."""
    image, cover, weight, transform, made = render.sample(faces, rng, landmarker)
    return image, np.zeros_like(cover), (weight * (cover < 60)).astype(np.uint8), transform, "base " + made


def build(folder, mixed=36, untouched=10):
    """Shards of 512: faces with something odd, with covers and with neither; and of faces with neither alone."""
    from faces import Faces
    from landmarks import Landmarker

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    faces, landmarker = Faces(), Landmarker()
    worn.fill(faces, faces.load_worn())
    for name in [*range(mixed), *range(100, 100 + untouched)]:
        path = folder / f"{name:04d}.npz"
        if path.exists():
            continue
        rng = np.random.default_rng(777_000 + name)
        odd = lambda: sample(faces, rng, landmarker, name >= 100)
        rows = [odd() if name >= 100 or rng.random() < 0.6 else covered(faces, rng, landmarker) for _ in range(SHARD)]
        images, odds, weights, transforms = (np.stack([r[i] for r in rows]) for i in range(4))
        np.savez(f"{path}.part.npz", images=images, odds=odds, weights=weights, transforms=transforms, made=np.array([r[4] for r in rows]))
        os.replace(f"{path}.part.npz", path)
        print(f"\r{path.name}", end="", flush=True)
    print()


def shipped(path=WEIGHTS):
    """The folded net with the weights of an ONNX file."""
    import onnx
    from onnx import numpy_helper

    net = fold(ObstructionNet().eval())
    own = net.state_dict()
    weights = {t.name[4:]: torch.from_numpy(numpy_helper.to_array(t).copy()) for t in onnx.load(str(path)).graph.initializer if t.name[4:] in own}
    net.load_state_dict(weights)
    return net


class Branch(nn.Module):
    """62 thousand parameters, 5 million multiplications."""

    def __init__(self, down=32, up=32, mixed=16):
        super().__init__()
        self.down = nn.Sequential(conv(56, down, 2), Residual(down), Residual(down))
        self.whole = nn.Linear(down, down)
        self.up, self.side, self.mix = conv(down, up, kernel=1), conv(56, up, kernel=1), conv(up, mixed)
        self.head = nn.Conv2d(mixed, 1, 1)

    def forward(self, e):
        """Logits (n,1,16,16)."""
        d = self.down(e)
        d = d * torch.sigmoid(self.whole(d.mean((2, 3))))[:, :, None, None]
        return self.head(self.mix(self.side(e) + F.interpolate(self.up(d), scale_factor=2, mode="nearest")))


@torch.no_grad()
def inner_maps(net, folder, views=3, without=()):
    """The frozen net's inner maps of each sample as it is, mirrored, and either way (moved a little), with labels and names."""
    g = torch.Generator().manual_seed(5)
    maps, labels, made = [], [], []
    for path in sorted(Path(folder).glob("[0-9][0-9][0-9][0-9].npz")):
        data = np.load(path)
        keep = ~np.array([any(word in name.split() for word in without) for name in data["made"]])
        images = torch.from_numpy(data["images"][keep]).permute(0, 3, 1, 2).contiguous()
        truth = torch.from_numpy(np.stack([data["odds"], data["weights"]], 1)[keep])
        transforms = torch.from_numpy(data["transforms"][keep])
        for view in range(views):
            for i in torch.arange(len(images)).split(64):
                n, k = len(i), float(view > 0)
                r = lambda: (torch.rand(n, generator=g) * 2 - 1) * k
                zoom, turn = torch.exp(r() * 0.06), r() * 0.07
                flip = torch.full((n,), 1.0 - 2 * k) if view < 2 else torch.where(torch.rand(n, generator=g) < 0.5, -1.0, 1.0)
                c, s = torch.cos(turn) * zoom, torch.sin(turn) * zoom
                jitter = torch.eye(3).repeat(n, 1, 1)
                jitter[:, 0, 0], jitter[:, 0, 1], jitter[:, 1, 0], jitter[:, 1, 1] = c * flip, -s, s * flip, c
                jitter[:, 0, 2] = 0.5 - 0.5 * (jitter[:, 0, 0] + jitter[:, 0, 1]) + r() * 0.035
                jitter[:, 1, 2] = 0.5 - 0.5 * (jitter[:, 1, 0] + jitter[:, 1, 1]) + r() * 0.035
                x = F.grid_sample(images[i].float(), _grid(transforms[i], 128, jitter), padding_mode="zeros", align_corners=False) / 255
                y = F.grid_sample(truth[i].float(), _grid(transforms[i], 64, jitter), padding_mode="zeros", align_corners=False)
                maps.append(net.downwards(x)[1].to(torch.bfloat16)), labels.append(F.avg_pool2d(y, 4).byte())
            made += list(data["made"][keep])
    return torch.cat(maps), torch.cat(labels), made


_y, _x = torch.meshgrid(torch.arange(16), torch.arange(16), indexing="ij")
FEATURES = torch.exp(-(((_x - 7.5) / 4.5) ** 4) - ((_y - 8.0) / 5.5) ** 4)


def train(maps, labels, made, steps=1600, size=128, rate=3e-3, seed=1, teachers=()):
    """Half of each batch has something odd in it. Answers the average of the weights over the last steps. `teachers`: learns what they say in the mean."""
    torch.manual_seed(seed), torch.set_num_threads(1)
    net = Branch().to(memory_format=torch.channels_last)
    average = copy.deepcopy(net)
    odd = torch.tensor([name.startswith("filters.") for name in made])
    halves = [torch.nonzero(odd)[:, 0], torch.nonzero(~odd)[:, 0]]
    optimizer = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=3e-2)
    fall = lambda k: 0.5 + 0.5 * math.cos(math.pi * min(1, max(0, (k / steps - 0.3) / 0.7)))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda k: min(1, (k + 1) / 100) * fall(k) + 1e-3)
    start, recent = time.time(), []
    for k in range(steps):
        i = torch.cat([half[torch.randint(len(half), (size // 2,))] for half in halves])
        e = maps[i].contiguous(memory_format=torch.channels_last)
        e = e * (1 + 0.15 * torch.randn(size, 1, 1, 1)).clamp(0.6, 1.4).to(e.dtype)
        truth, weight = (labels[i].float() / 255).unbind(1)
        if teachers:
            with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
                truth = torch.stack([torch.sigmoid(teacher(e).float()[:, 0]) for teacher in teachers]).mean(0)
        with torch.autocast("cpu", torch.bfloat16):
            logits = net(e)
        logits = logits.float()[:, 0]
        w, inner, p = weight * (0.3 + FEATURES), weight * FEATURES, torch.sigmoid(logits)
        overlap = (2 * (inner * p * truth).sum((1, 2)) + 1) / ((inner * (p + truth)).sum((1, 2)) + 1)
        bce = F.binary_cross_entropy_with_logits(logits, truth, reduction="none")
        loss = (bce * w).sum() / w.sum() + 0.3 * (1 - overlap).mean()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 5)
        optimizer.step(), schedule.step()
        recent.append(loss.item())
        with torch.no_grad():
            keep = min(0.995, (k + 1) / (k + 20))
            for a, b in zip(average.state_dict().values(), net.state_dict().values()):
                a.lerp_(b, 1 - keep) if a.dtype.is_floating_point else a.copy_(b)
        if (k + 1) % 200 == 0:
            print(f"step {k + 1}/{steps} loss {np.mean(recent[-200:]):.4f} {(k + 1) * size / (time.time() - start):.0f} samples/s", flush=True)
    return average.eval()


class Both(nn.Module):
    def __init__(self, net, branch):
        super().__init__()
        self.net, self.branch = net, fold(copy.deepcopy(branch)).eval()

    def forward(self, x):
        q, e = self.net.downwards(x)
        return torch.sigmoid(self.net.upwards(q, e)), torch.sigmoid(self.branch(e))


def export(branch, path=WEIGHTS):
    """Adds the branch to the net of `path`, or replaces the one it has; `cover` stays what it was, bit for bit."""
    import onnx
    import onnxruntime as ort

    x = torch.rand(1, 3, 128, 128)
    cover = lambda: ort.InferenceSession(str(path), providers=["CPUExecutionProvider"]).run(["cover"], {"input": x.numpy()})[0]
    before = cover()
    options = {"dynamo": False} if torch.__version__ >= "2.5" else {}
    torch.onnx.export(Both(shipped(path), branch).eval(), x, str(path), input_names=["input"], output_names=["cover", "odd"], opset_version=13, do_constant_folding=True, **options)
    model = onnx.load(str(path))
    model.producer_name, model.producer_version, model.doc_string = "livephoto", "", ""
    for node in model.graph.node:
        node.doc_string = ""
    onnx.checker.check_model(model)
    Path(path).write_bytes(model.SerializeToString(deterministic=True))
    assert (cover() == before).all()


def main():
    from faces import WORK

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pool", default=WORK / "odd")
    parser.add_argument("--without", nargs="*", default=[], help="leave out samples made with these, e.g. filters.swirl from:sfhq")
    parser.add_argument("--steps", type=int, default=1600)
    parser.add_argument("--checkpoint", default=WORK / "odd.pt")
    parser.add_argument("--out", default=WEIGHTS, help="ONNX file that has the net, and gets the branch")
    args = parser.parse_args()
    build(args.pool)
    samples = inner_maps(shipped(args.out), args.pool, without=args.without)
    # Of single faces two branches err in different ones; a third that learns their mean errs less.
    teachers = [train(*samples, args.steps, seed=seed).to(memory_format=torch.channels_last) for seed in (1, 2)]
    branch = train(*samples, args.steps, seed=3, teachers=teachers)
    torch.save(branch.state_dict(), args.checkpoint)
    if not args.without:
        export(branch, args.out)


if __name__ == "__main__":
    main()
