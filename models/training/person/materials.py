"""What drawn pictures are put together from: colours, textures, generated faces; and what a camera makes of them."""
import colorsys
import os
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

DATA = Path(os.environ["LIVEPHOTO_GENERATED"])


def colour(rng, saturation=(0, 1), value=(0.05, 1)):
    """A random RGB colour, 0..255."""
    return np.array(colorsys.hsv_to_rgb(rng.random(), rng.uniform(*saturation), rng.uniform(*value)), np.float32) * 255


@lru_cache(maxsize=None)
def listing(*patterns):
    return [str(p) for pattern in patterns for p in sorted(DATA.glob(pattern))]


@lru_cache(maxsize=900)
def read(path, flags=cv2.IMREAD_COLOR):
    """A picture as RGB or RGBA, uint8."""
    image = cv2.imread(path, flags)
    order = cv2.COLOR_BGRA2RGBA if image.ndim == 3 and image.shape[2] == 4 else cv2.COLOR_BGR2RGB
    return cv2.cvtColor(image, order)


def pick(rng, *patterns):
    names = listing(*patterns)
    return names[int(rng.integers(len(names)))]


def clouds(rng, h, w, cells):
    """Smooth noise 0..1 with about `cells` bumps across."""
    grid = rng.random((cells + 2, cells + 2)).astype(np.float32)
    return np.clip(cv2.resize(grid, (w, h), interpolation=cv2.INTER_CUBIC), 0, 1)


def texture(rng, h, w):
    """RGB float 0..255: a patch of a texture picture, or a plain or cloudy surface."""
    roll = rng.random()
    if roll < 0.35:
        a = colour(rng, (0, 0.5), (0.15, 1))
        b = np.clip(a + rng.normal(0, 25, 3), 0, 255)
        mix = clouds(rng, h, w, int(rng.integers(1, 6)))[..., None]
        return (a * mix + b * (1 - mix)).astype(np.float32)
    image = read(pick(rng, "textures/*/*", "masks/cloth/*", "objects/trashnet/*"))
    ih, iw = image.shape[:2]
    k = rng.uniform(0.4, 1) * min(ih, iw)
    x, y = rng.uniform(0, iw - k), rng.uniform(0, ih - k)
    patch = cv2.resize(image[int(y) : int(y + k), int(x) : int(x + k)], (w, h), interpolation=cv2.INTER_AREA).astype(np.float32)
    if rng.random() < 0.6:
        patch = patch.mean((0, 1)) + (patch - patch.mean((0, 1))) * rng.uniform(0.15, 0.8)
    return np.clip(patch * rng.uniform(0.5, 1.2), 0, 255)


def blend(image, patch, alpha):
    """Paints `patch` (h,w,3 or a colour) over `image`, in place, by `alpha` (h,w)."""
    a = alpha[..., None]
    image *= 1 - a
    image += patch * a


def skin(rng):
    """A plausible colour of skin, RGB 0..255."""
    return np.array(colorsys.hsv_to_rgb(rng.uniform(0.02, 0.09), rng.uniform(0.25, 0.65), rng.uniform(0.3, 0.97)), np.float32) * 255


def light(rng, image):
    h, w = image.shape[:2]
    out = 255 * np.clip(image / 255, 0, 1) ** rng.uniform(0.65, 1.5)
    out = out * (1 + rng.uniform(-0.12, 0.12, 3)) * (1 - rng.uniform(0, 0.45) * clouds(rng, h, w, 1)[..., None])
    out = (out - 128) * rng.uniform(0.7, 1.25) + 128 + rng.uniform(-25, 25)
    return np.clip(out, 0, 255)


def capture(rng, image):
    """A phone's, a webcam's, a re-encoder's view; uint8."""
    size = image.shape[0]
    out = light(rng, image).astype(np.float32)
    if rng.random() < 0.06:
        out = out * rng.uniform(0.2, 0.6)
    if rng.random() < 0.5:
        out = cv2.GaussianBlur(out, (0, 0), rng.uniform(0.3, 1.5))
    if rng.random() < 0.5:
        small = int(size * rng.uniform(0.35, 0.95))
        out = cv2.resize(out, (small, small), interpolation=cv2.INTER_AREA)
    if rng.random() < 0.6:
        out = out + rng.normal(0, rng.uniform(1, 9), out.shape)
    if rng.random() < 0.3:
        out = out.astype(np.float32)
        out = out + (out - cv2.GaussianBlur(out, (0, 0), 1.2)) * rng.uniform(0.3, 1.2)
    out = np.clip(out, 0, 255).astype(np.uint8)
    if rng.random() < 0.7:
        out = cv2.imdecode(cv2.imencode(".jpg", out, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 96))])[1], cv2.IMREAD_COLOR)
    return cv2.resize(out, (size, size), interpolation=cv2.INTER_LINEAR) if out.shape[0] != size else out
