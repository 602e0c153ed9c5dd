"""Colours and textures for things: procedural ones, and patches of the texture pictures."""
import colorsys
import os
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

DATA = Path(os.environ["LIVEPHOTO_GENERATED"])
USE_PICTURES = True
"""False in the ablation without texture pictures."""
USED = []
"""Notes of texture pictures used since it was last cleared, so that a sample can say what it was made with."""


def colour(rng, saturation=(0, 1), value=(0.05, 1)):
    """A random RGB colour, 0..255."""
    rgb = colorsys.hsv_to_rgb(rng.random(), rng.uniform(*saturation), rng.uniform(*value))
    return np.array(rgb, np.float32) * 255


@lru_cache(maxsize=None)
def _listing(pattern):
    return sorted(str(p) for p in DATA.glob(pattern))


@lru_cache(maxsize=600)
def read(path, flags=cv2.IMREAD_COLOR):
    """A picture as RGB or RGBA."""
    image = cv2.imread(path, flags)
    order = cv2.COLOR_BGRA2RGBA if image.ndim == 3 and image.shape[2] == 4 else cv2.COLOR_BGR2RGB
    return cv2.cvtColor(image, order)


def pick(rng, *patterns):
    """Path of a random file under the data folder."""
    names = _listing(patterns[int(rng.integers(len(patterns)))])
    return names[int(rng.integers(len(names)))]


def noise(rng, size, cells):
    """Smooth noise 0..1 with about `cells` bumps across."""
    grid = rng.random((cells + 2, cells + 2)).astype(np.float32)
    return np.clip(cv2.resize(grid, (size, size), interpolation=cv2.INTER_CUBIC), 0, 1)


def procedural(rng, size):
    """Plain, clouds, stripes, checks, dots, weave or a gradient."""
    a, b = colour(rng), colour(rng)
    if rng.random() < 0.4:
        b = np.clip(a + rng.normal(0, 30, 3), 0, 255)
    kind = rng.integers(7)
    y, x = np.mgrid[0:size, 0:size].astype(np.float32) / size
    t = rng.uniform(0, np.pi)
    u = np.cos(t) * x + np.sin(t) * y
    v = -np.sin(t) * x + np.cos(t) * y
    f = rng.uniform(3, 40)
    if kind == 0:
        mix = np.full((size, size), 0.5, np.float32)
    elif kind == 1:
        mix = sum(noise(rng, size, c) * w for c, w in ((3, 0.5), (9, 0.3), (30, 0.2)))
    elif kind == 2:
        mix = (np.sin(u * f * 6.28) > rng.uniform(-0.7, 0.7)).astype(np.float32)
    elif kind == 3:
        mix = ((np.sin(u * f * 3) > 0) ^ (np.sin(v * f * 3) > 0)).astype(np.float32)
    elif kind == 4:
        mix = ((np.sin(u * f * 4) * np.sin(v * f * 4)) > rng.uniform(0.2, 0.8)).astype(np.float32)
    elif kind == 5:
        mix = 0.5 + 0.25 * np.sin(u * f * 20) + 0.25 * np.sin(v * f * 20)
    else:
        mix = np.clip(u + 0.3, 0, 1)
    mix = mix[..., None]
    out = a * mix + b * (1 - mix)
    return np.clip(out + rng.normal(0, rng.uniform(0, 10), (size, size, 1)), 0, 255).astype(np.float32)


def texture(rng, size):
    """Any texture, RGB float 0..255."""
    if not USE_PICTURES or rng.random() < 0.4:
        return procedural(rng, size)
    USED.append("textures")
    path = pick(rng, "textures/*/*", "textures/*/*", "masks/cloth/*", "objects/trashnet/*", "objects/grocery/*")
    image = read(path)
    h, w = image.shape[:2]
    k = rng.uniform(0.25, 1) * min(h, w)
    x, y = rng.uniform(0, w - k), rng.uniform(0, h - k)
    patch = cv2.resize(image[int(y) : int(y + k), int(x) : int(x + k)], (size, size)).astype(np.float32)
    if rng.random() < 0.3:
        patch = np.clip(patch * (colour(rng, (0, 0.6), (0.5, 1)) / 200), 0, 255)
    return patch
