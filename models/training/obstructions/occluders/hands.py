"""Hands over the face: photographed ones cut from their plain background, toned to the face."""
from functools import lru_cache

import cv2
import numpy as np

from scene import SIZE
from textures import pick, read


@lru_cache(maxsize=260)
def _cut(path):
    """RGB, alpha and the main direction of the fingers (radians) of one hand picture, 256 pixels long."""
    image = read(path)
    k = 256 / max(image.shape[:2])
    image = cv2.resize(image, None, fx=k, fy=k, interpolation=cv2.INTER_AREA)
    if "on-green" in path:
        r, g, b = [image[..., i].astype(np.int32) for i in range(3)]
        mask = (g < np.maximum(r, b) * 1.08 + 4).astype(np.uint8)
    else:
        hsv = cv2.cvtColor(image, cv2.COLOR_RGB2HSV)
        mask = ((hsv[..., 2] < 205) | (hsv[..., 1] > 42)).astype(np.uint8)
    mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    if count < 2:
        return None
    mask = (labels == 1 + int(np.argmax(stats[1:, 4]))).astype(np.uint8)
    if mask.mean() < 0.04 or mask.mean() > 0.8:
        return None
    mask = cv2.erode(mask, np.ones((2, 2), np.uint8))
    return image, mask


def hand(scene):
    """A hand from outside the face with its fingers or palm over some feature."""
    rng = scene.rng
    for _ in range(5):
        found = _cut(pick(rng, "hands/on-white/*", "hands/on-white/*", "hands/on-white/*", "hands/on-green/*"))
        if found is not None:
            break
    else:
        return
    image, mask = found
    ys, xs = np.nonzero(mask)
    if rng.random() < 0.5:
        image, mask, xs = image[:, ::-1], mask[:, ::-1], mask.shape[1] - 1 - xs
    where = rng.choice(["mouth", "leftEye", "rightEye", "nose", "cheeks", "chin", "forehead", "face"])
    goal = scene.centre(where) if where != "face" else scene.points.mean(0)
    goal = goal + rng.normal(0, 8, 2)
    # Anchor of the hand: a random point of its finger half (the wrist is at the picture's edge).
    depth = ys / max(1, ys.max())
    choice = int(rng.choice(np.nonzero(depth > rng.uniform(0.2, 0.7))[0])) if (depth > 0.7).any() else 0
    anchor = np.array([xs[choice], ys[choice]], np.float64)
    long = np.ptp(ys) + 1
    scale = rng.uniform(11, 21) * scene.cm / long
    angle = rng.uniform(0, 2 * np.pi)
    c, s = np.cos(angle) * scale, np.sin(angle) * scale
    m = np.array([[c, -s, 0], [s, c, 0]])
    m[:, 2] = goal - m[:, :2] @ anchor
    k = max(1.0, 1 / scale)
    laid = cv2.warpAffine(cv2.GaussianBlur(image, (0, 0), 0.4 * k) if k > 1.2 else np.ascontiguousarray(image), m, (SIZE, SIZE), borderMode=cv2.BORDER_REPLICATE).astype(np.float32)
    alpha = cv2.warpAffine(np.ascontiguousarray(mask).astype(np.float32), m, (SIZE, SIZE))
    alpha = np.clip(cv2.GaussianBlur(alpha, (0, 0), 0.8), 0, 1)
    inside = alpha > 0.7
    if inside.sum() < 30:
        return
    mean = laid[inside].mean(0)
    own = scene.skin()
    toned = laid * (1 + (own / np.maximum(mean, 20) - 1) * rng.uniform(0.3, 1.1))
    toned *= rng.uniform(0.8, 1.15) * (0.5 + 0.5 * scene.light())[..., None]
    scene.shadow(alpha, rng.uniform(0, 0.5), rng.uniform(2, 9), (rng.normal(0, 4), rng.uniform(0, 6)))
    scene.paint(np.clip(toned, 0, 255), alpha)
