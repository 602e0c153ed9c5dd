"""Trains the obstruction net on a pool of rendered samples: resumable, seeded, with a progress line and a curve picture."""
import argparse
import json
import math
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from net import ObstructionNet, parameters
from render import STORED


class Pool:
    """All shards in memory: uint8 pictures (n,3,160,160), labels (n,2,80,80), crop transforms (n,2,3)."""

    def __init__(self, folder, shards, without=()):
        paths = [p for one in folder for p in sorted(Path(one).glob("[0-9]*.npz"))[:shards]]
        images, labels, transforms = [], [], []
        for path in paths:
            if ".part" in path.name:
                continue
            with np.load(path) as data:
                keep = np.ones(len(data["images"]), bool)
                if without:
                    keep = ~np.array([any(word in made for word in without) for made in data["made"]])
                images.append(torch.from_numpy(data["images"][keep]).permute(0, 3, 1, 2).contiguous())
                labels.append(torch.from_numpy(np.stack([data["covers"], data["weights"]], 1)[keep]))
                transforms.append(torch.from_numpy(data["transforms"][keep]))
        self.images, self.labels, self.transforms = torch.cat(images), torch.cat(labels), torch.cat(transforms)

    def __len__(self):
        return len(self.images)


def _grid(transforms, size, jitter):
    """Sampling grid of a crop `size` wide from the stored square, moved by `jitter` (n,3,3 on crop units)."""
    n = len(transforms)
    full = torch.cat([transforms, torch.tensor([[[0.0, 0, 1]]]).expand(n, 1, 3)], 1)
    back = torch.linalg.inv(full) @ jitter
    # crop units to stored pixels (centres at integers) to grid_sample's -1..1
    scale = torch.tensor([[2 / STORED, 0, 1 / STORED - 1], [0, 2 / STORED, 1 / STORED - 1], [0, 0, 1.0]])
    return F.affine_grid(((scale @ back)[:, :2] @ torch.tensor([[0.5, 0, 0.5], [0, 0.5, 0.5], [0, 0, 1.0]])), (n, 3, size, size), align_corners=False)


def batch(pool, indices, generator, train):
    """Pictures (n,3,128,128) 0..1, cover and weight (n,32,32)."""
    n = len(indices)
    jitter = torch.eye(3).repeat(n, 1, 1)
    if train:
        r = lambda: torch.rand(n, generator=generator) * 2 - 1
        zoom, turn = torch.exp(r() * 0.1), r() * 0.12
        flip = torch.where(torch.rand(n, generator=generator) < 0.5, -1.0, 1.0)
        c, s = torch.cos(turn) * zoom, torch.sin(turn) * zoom
        jitter[:, 0, 0], jitter[:, 0, 1], jitter[:, 1, 0], jitter[:, 1, 1] = c * flip, -s, s * flip, c
        jitter[:, 0, 2] = 0.5 - 0.5 * (jitter[:, 0, 0] + jitter[:, 0, 1]) + r() * 0.06
        jitter[:, 1, 2] = 0.5 - 0.5 * (jitter[:, 1, 0] + jitter[:, 1, 1]) + r() * 0.06
    transforms = pool.transforms[indices]
    x = F.grid_sample(pool.images[indices].float(), _grid(transforms, 128, jitter), mode="bilinear", padding_mode="zeros", align_corners=False) / 255
    labels = pool.labels[indices].float() / 255
    labels[:, 0] -= 1  # beyond the stored square everything is covered: zero padding of (cover - 1)
    y = F.grid_sample(labels, _grid(transforms, 64, jitter), mode="bilinear", padding_mode="zeros", align_corners=False)
    y = F.avg_pool2d(y, 2)
    cover, weight = y[:, 0] + 1, y[:, 1]
    weight = torch.maximum(weight, 0.1 * (cover > 0.98))
    if train:
        k = lambda a: 1 + (torch.rand(n, 1, 1, 1, generator=generator) * 2 - 1) * a
        mean = x.mean((2, 3), keepdim=True)
        black = (x.sum(1, keepdim=True) > 0.004).float()
        x = (((x - mean) * k(0.2) + mean * k(0.25)) * black).clamp(0, 1)
    return x.contiguous(memory_format=torch.channels_last), cover, weight


_y, _x = torch.meshgrid(torch.arange(32), torch.arange(32), indexing="ij")
FEATURES = torch.exp(-(((_x - 15.5) / 9) ** 4) - ((_y - 16.0) / 11) ** 4)
"""Cells that the features live in count more than the rim."""


def loss_of(logits, cover, weight):
    w = weight * (0.3 + FEATURES)
    bce = F.binary_cross_entropy_with_logits(logits, cover, reduction="none")
    p = torch.sigmoid(logits)
    inner = w * FEATURES
    overlap = (2 * (inner * p * cover).sum((1, 2)) + 4) / ((inner * (p + cover)).sum((1, 2)) + 4)
    return (bce * w).sum() / w.sum() + 0.3 * (1 - overlap).mean()


@torch.no_grad()
def validate(net, pool, indices):
    """Loss, and the overlap (IoU at 0.5) over the cells that count."""
    net.eval()
    total, inter, union = 0.0, 0.0, 0.0
    for part in indices.split(256):
        x, cover, weight = batch(pool, part, None, False)
        logits = net(x)
        total += loss_of(logits, cover, weight).item() * len(part)
        use = (weight > 0.5) & (FEATURES > 0.3)
        a, b = (logits > 0) & use, (cover > 0.5) & use
        inter, union = inter + (a & b).sum().item(), union + (a | b).sum().item()
    net.train()
    return total / len(indices), inter / max(1, union)


def curve(history, path):
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    figure, left = plt.subplots(figsize=(7, 4))
    steps = [h["step"] for h in history]
    left.plot(steps, [h["train"] for h in history], label="training loss")
    left.plot(steps, [h["loss"] for h in history], label="validation loss")
    left.set_xlabel("step"), left.legend(loc="upper left")
    right = left.twinx()
    right.plot(steps, [h["iou"] for h in history], "g--", label="validation IoU")
    right.legend(loc="upper right")
    figure.tight_layout(), figure.savefig(path, dpi=110), plt.close(figure)


def rate_at(step, steps):
    """Share of the learning rate: a short rise, a plateau, and a cosine fall over the last half."""
    fall = min(1.0, max(0.0, (step / steps - 0.5) / 0.5))
    return min(1.0, (step + 1) / 150) * (0.5 + 0.5 * math.cos(math.pi * fall)) + 2e-3


def train(pool_folder, out, steps, shards=None, size=48, rate=2e-3, seed=1, threads=1, start=None, without=()):
    torch.manual_seed(seed), torch.set_num_threads(threads)
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    pool = Pool(pool_folder, shards, without)
    generator = torch.Generator().manual_seed(seed)
    held, used = torch.arange(min(1024, len(pool) // 10)), None
    used = torch.arange(len(held), len(pool))
    net = ObstructionNet().to(memory_format=torch.channels_last)
    if start:
        net.load_state_dict(torch.load(start)["average"])
    average = ObstructionNet().to(memory_format=torch.channels_last)
    average.load_state_dict(net.state_dict())
    optimizer = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=2e-2)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: rate_at(s, steps))
    step, history = 0, []
    checkpoint = out / "checkpoint.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint)
        for name, thing in (("net", net), ("average", average), ("optimizer", optimizer), ("schedule", schedule)):
            thing.load_state_dict(state[name])
        step, history = state["step"], state["history"]
        generator.set_state(state["generator"])
    print(f"{parameters(net)} parameters, {len(pool)} samples, from step {step} to {steps}", flush=True)
    begun, first, recent = time.time(), step, []
    fast = torch.backends.mkldnn.is_available() and torch.__version__ >= "2"
    while step < steps:
        chosen = used[torch.randint(len(used), (size,), generator=generator)]
        x, cover, weight = batch(pool, chosen, generator, True)
        with torch.autocast("cpu", torch.bfloat16, enabled=fast):
            logits = net(x)
        loss = loss_of(logits.float(), cover, weight)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 5)
        optimizer.step(), schedule.step()
        recent.append(loss.item())
        step += 1
        with torch.no_grad():
            keep = min(0.998, step / (step + 20))
            for a, b in zip(average.state_dict().values(), net.state_dict().values()):
                a.lerp_(b, 1 - keep) if a.dtype.is_floating_point else a.copy_(b)
        if step % 50 == 0:
            speed = (step - first) * size / (time.time() - begun)
            print(f"\rstep {step}/{steps} loss {np.mean(recent[-50:]):.4f} {speed:.0f} samples/s", end="", flush=True)
        if step % 250 == 0 or step == steps:
            value, iou = validate(average, pool, held)
            history.append({"step": step, "train": float(np.mean(recent)), "loss": value, "iou": iou})
            recent = []
            print(f"\rstep {step}/{steps} train {history[-1]['train']:.4f} validation {value:.4f} IoU {iou:.4f}            ", flush=True)
            torch.save({"net": net.state_dict(), "average": average.state_dict(), "optimizer": optimizer.state_dict(), "schedule": schedule.state_dict(), "step": step, "history": history, "generator": generator.get_state()}, checkpoint)
            (out / "history.json").write_text(json.dumps(history))
            curve(history, out / "curve.png")
    return checkpoint


def main():
    from faces import WORK

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pool", nargs="+", default=[WORK / "pool"], help="folders of shards")
    parser.add_argument("--out", default=WORK / "run")
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--shards", type=int)
    parser.add_argument("--size", type=int, default=48)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--start", help="a checkpoint to begin from")
    parser.add_argument("--without", nargs="*", default=[], help="ablation: leave out samples made with these, e.g. masks hands.hand textures")
    args = parser.parse_args()
    train(args.pool, args.out, args.steps, args.shards, args.size, args.rate, args.seed, args.threads, args.start, args.without)


if __name__ == "__main__":
    main()
