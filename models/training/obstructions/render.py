"""One training sample: a generated face, things over it, a camera; and its labels."""
import cv2
import numpy as np

import textures
from augment import photograph
from geometry import crop_transform
from occluders import clean, cloth, hair, hands, lenses, masks, things, worn
from scene import SIZE, Scene
from worn import natural_regions

STORED = 160
"""Pixels of a stored picture (1.25 crop sides); labels are stored at half of it."""

OCCLUDERS = {
    lenses.dark: 22, worn.sunglasses: 16, masks.cutout: 9, masks.drawn: 12, worn.mask: 4, hands.hand: 16, things.shape: 15, things.cut_object: 4,
    cloth.scarf: 6, cloth.veil: 5, cloth.cap: 5, hair.fringe: 5, hair.strands: 4, things.phone: 4, things.cup: 3,
    things.microphone: 2, things.food: 2, things.text: 2, things.bar: 2, things.mosaic: 3,
}
HARMLESS = {clean.shadow: 8, clean.sockets: 3, clean.make_up: 3, clean.closed_eyes: 4, clean.stubble: 5, lenses.clear: 10}


def _choose(rng, table):
    draws = list(table)
    weights = np.array([table[d] for d in draws], float)
    return draws[int(rng.choice(len(draws), p=weights / weights.sum()))]


def _name(draw):
    return f"{draw.__module__.split('.')[-1]}.{draw.__name__}"


def _natural(scene, kind, coverage):
    """Labels of a generated face that wears sunglasses or a mask: sure where it was cut and in the middle, unknown around."""
    sure, around = natural_regions(scene, kind)
    cut = coverage.astype(np.float32) / 255
    inside = np.maximum(sure, cut)
    scene.covered = np.maximum(scene.covered, inside)
    near = cv2.dilate(inside, np.ones((9, 9))) - cv2.erode(inside, np.ones((5, 5)))
    scene.ignore(np.clip(np.maximum(near, (around - inside) * 0.6), 0, 1) * (sure < 0.5))


def _edge(scene):
    """Half of the face outside of the picture: black, and covered."""
    rng = scene.rng
    y, x = np.mgrid[0:SIZE, 0:SIZE].astype(np.float32)
    t = rng.choice([0, np.pi / 2, np.pi, -np.pi / 2]) + rng.normal(0, 0.12)
    gone = np.cos(t) * (x - SIZE / 2) + np.sin(t) * (y - SIZE / 2) > rng.uniform(-0.1, 0.38) * SIZE
    scene.image[gone] = 0
    scene.outside = scene.outside | gone
    scene.covered[gone] = 1
    scene.weight[gone] = np.maximum(scene.weight[gone], 0.5)


def sample(faces, rng, landmarker=None, without=()):
    """Picture (160,160,3), cover and weight (80,80) as uint8, where the product would see the crop (2x3, stored pixels to crop units), and what it was made with."""
    textures.USED.clear()
    made = []
    roll = rng.random()
    groups = [("sunglasses", 0.05), ("mask", 0.02), ("glasses", 0.14), ("clean", 1)]
    kind = next(k for k, p in groups if (roll := roll - p) < 0 and len(faces.by[k]))
    index = int(rng.choice(faces.by[kind]))
    pixels, outside, points = faces.get(index)
    scene = Scene(pixels, outside, points, rng)
    bare = kind == "clean"
    if kind in ("sunglasses", "mask"):
        _natural(scene, kind, faces.coverage(index))
    table = {d: w for d, w in OCCLUDERS.items() if d.__module__.split(".")[-1] not in without and d.__name__ not in without}
    if not bare:
        table = {d: w for d, w in table.items() if d not in (lenses.dark, worn.sunglasses, *((worn.mask, masks.cutout, masks.drawn) if kind == "mask" else ()))}
    covered = rng.random() < (0.62 if bare else 0.3)
    if rng.random() < (0.3 if covered else 0.6):
        for _ in range(1 + (rng.random() < 0.25)):
            draw = _choose(rng, HARMLESS if bare else {d: w for d, w in HARMLESS.items() if d not in (lenses.clear, clean.closed_eyes)})
            draw(scene)
            made.append(_name(draw))
    if covered:
        for _ in range(int(rng.choice([1, 2, 3], p=[0.78, 0.18, 0.04]))):
            draw = _choose(rng, table)
            draw(scene)
            made.append(_name(draw))
            np.clip(scene.image, 0, 255, out=scene.image)
    if rng.random() < 0.06:
        _edge(scene)
    image = cv2.resize(np.clip(scene.image, 0, 255), (STORED, STORED), interpolation=cv2.INTER_AREA)
    image = photograph(image, rng)
    black = cv2.resize(scene.outside.astype(np.uint8), (STORED, STORED), interpolation=cv2.INTER_NEAREST) > 0
    image[black] = 0
    seen = points * (STORED / SIZE)
    if landmarker is not None and rng.random() < 0.35:
        found, flag = landmarker.look(image, (STORED / 2, STORED / 2), STORED * rng.uniform(0.98, 1.12), rng.normal(0, 0.03))
        if flag > 0.1 and np.abs(found - seen).mean() < 22:
            seen = found
    m = crop_transform(seen, 1.0)
    half = (STORED // 2, STORED // 2)
    cover = cv2.resize(np.clip(scene.covered, 0, 1), half, interpolation=cv2.INTER_AREA)
    weight = cv2.resize(np.clip(scene.weight, 0, 1), half, interpolation=cv2.INTER_AREA)
    return image, (cover * 255).astype(np.uint8), (weight * 255).astype(np.uint8), m.astype(np.float32), " ".join([kind, *made, *textures.USED[:1]])


