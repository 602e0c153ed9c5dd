"""Sunglasses and masks cut from the generated faces that wear them, put on another face."""
import cv2
import numpy as np

from scene import EYE_FRAME, LOWER_FRAME, SIZE

STOCK = {}
"""Set once per process by `fill`: kind to a list of (pixels, coverage, landmarks)."""


def fill(faces, worn):
    """Loads what `worn.py` cut."""
    for kind in ("sunglasses", "mask"):
        STOCK[kind] = [(np.asarray(faces.pixels[i]), a, faces.points[i]) for i, a in zip(worn[kind], worn[kind + "_alpha"]) if faces.can_lend(i)]


def _put_on(scene, kind, frame):
    rng = scene.rng
    pixels, coverage, points = STOCK[kind][int(rng.integers(len(STOCK[kind])))]
    if rng.random() < 0.5:
        pixels, coverage = pixels[:, ::-1], coverage[:, ::-1]
        points = points * [-1, 1] + [SIZE - 1, 0]
        order = {a: b for a, b in zip(frame, _mirror(frame))}
        source = points[[order[i] for i in frame]]
    else:
        source = points[frame]
    target = scene.points[frame]
    known = np.hstack([source, np.ones((len(source), 1))])
    m = np.linalg.lstsq(known, target, rcond=None)[0].T
    middle = target.mean(0)
    m[:, 2] -= middle
    t = rng.normal(0, 0.03)
    shape = np.array([[np.cos(t), -np.sin(t)], [np.sin(t), np.cos(t)]]) @ np.diag(rng.uniform(0.92, 1.12, 2))
    m = shape @ m
    m[:, 2] += middle + rng.normal(0, 1.5, 2)
    tone = cv2.warpAffine(np.ascontiguousarray(pixels), m, (SIZE, SIZE), flags=cv2.INTER_LINEAR).astype(np.float32)
    alpha = cv2.warpAffine(np.ascontiguousarray(coverage), m, (SIZE, SIZE)).astype(np.float32) / 255
    if rng.random() < 0.4:
        tone = tone * rng.uniform(0.75, 1.25, 3)
    tone = tone * np.clip(scene.brightness() / 125, 0.5, 1.3) * (0.6 + 0.4 * scene.light())[..., None]
    scene.shadow(alpha, rng.uniform(0, 0.35), rng.uniform(2, 7), (rng.normal(0, 2), rng.uniform(0, 6)))
    return np.clip(tone, 0, 255), alpha, m


_PAIRS = {33: 263, 133: 362, 70: 300, 105: 334, 127: 356, 50: 280, 61: 291, 172: 397, 234: 454, 132: 361}
_PAIRS.update({b: a for a, b in list(_PAIRS.items())})


def _mirror(frame):
    return [_PAIRS.get(i, i) for i in frame]


def sunglasses(scene):
    """Somebody else's sunglasses, with drawn temples."""
    rng = scene.rng
    tone, alpha, _ = _put_on(scene, "sunglasses", EYE_FRAME)
    ys, xs = np.nonzero(alpha > 0.5)
    if len(xs) < 40:
        return
    edge = tone[alpha > 0.5].min(0)
    for x, ear in ((xs.min(), 127), (xs.max(), 356)):
        near = np.abs(xs - x) < 6
        root = np.array([x, ys[near].min() + 2.0])
        if rng.random() < 0.8:
            temple = scene.line([root, scene.points[ear] + [0, rng.normal(-3, 3)]], rng.uniform(1, 5))
            scene.paint(edge, temple * (1 - alpha) * 0.9, covers=0)
            scene.ignore(temple * 0.7)
    scene.paint(tone, alpha)


def mask(scene):
    """Somebody else's mask."""
    tone, alpha, _ = _put_on(scene, "mask", LOWER_FRAME)
    if scene.rng.random() < 0.4:
        grey = tone.mean(2, keepdims=True)
        tone = np.clip(grey * scene.rng.uniform(0.2, 1.2, 3) * 0.9 + 10, 0, 255)
    scene.paint(tone, alpha)
