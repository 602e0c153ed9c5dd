"""The aligned crop and the facial regions: the same arithmetic as `packages/core/src/vision/obstructions/aligned-face.ts`."""
import json
from pathlib import Path

import cv2
import numpy as np

TABLE = json.loads((Path(__file__).parent / "regions.json").read_text())
CROP = TABLE["crop"]["size"]
MAP = TABLE["crop"]["mapSize"]
ANCHORS = np.array([int(i) for i in TABLE["crop"]["anchors"]])
REGIONS = tuple(TABLE["regions"])


def _to_crop(points):
    """Canonical centimetres (y up) to crop units (0..1, y down)."""
    side, (cx, cy) = TABLE["crop"]["side"], TABLE["crop"]["centre"]
    p = np.asarray(points, np.float64)
    return np.stack([(p[:, 0] - cx) / side + 0.5, (cy - p[:, 1]) / side + 0.5], 1)


TEMPLATE = _to_crop(list(TABLE["crop"]["anchors"].values()))


def similarity(source, target):
    """Least-squares similarity (2x3) that takes `source` (n,2) to `target` (n,2)."""
    s, t = np.asarray(source, np.float64), np.asarray(target, np.float64)
    ms, mt = s.mean(0), t.mean(0)
    a, b = s - ms, t - mt
    norm = (a * a).sum()
    p = (a * b).sum() / norm
    q = (a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum() / norm
    m = np.array([[p, -q], [q, p]])
    return np.hstack([m, (mt - m @ ms)[:, None]])


def crop_transform(landmarks, size=CROP, margin=0.0):
    """Picture pixels to pixels of a crop `size` wide that shows `margin` crop sides more on every side."""
    target = (TEMPLATE + margin) / (1 + 2 * margin) * size
    return similarity(np.asarray(landmarks)[ANCHORS], target)


def apply(transform, points):
    return np.asarray(points) @ transform[:, :2].T + transform[:, 2]


def align(image, landmarks, size=CROP, margin=0.0):
    """The aligned crop, where it lies outside the picture (bool), and the transform. Supersamples large faces."""
    m = crop_transform(landmarks, size, margin)
    shrink = 1 / np.hypot(m[0, 0], m[1, 0])
    k = int(np.clip(np.floor(shrink), 1, 8))
    grown = m * k + np.array([[0, 0, (k - 1) / 2]] * 2)
    big = cv2.warpAffine(image, grown, (size * k, size * k), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    if k > 1:
        big = cv2.resize(big, (size, size), interpolation=cv2.INTER_AREA)
    h, w = image.shape[:2]
    inverse = cv2.invertAffineTransform(m)
    y, x = np.mgrid[0:size, 0:size]
    px = inverse[0, 0] * x + inverse[0, 1] * y + inverse[0, 2]
    py = inverse[1, 0] * x + inverse[1, 1] * y + inverse[1, 2]
    outside = (px < -0.5) | (py < -0.5) | (px > w - 0.5) | (py > h - 0.5)
    return big, outside, m


def region_polygons(name, landmarks):
    """Polygons of a region through `landmarks`, grown about the middle of their box."""
    region = TABLE["regions"][name]
    out = []
    for indices in region["polygons"]:
        p = np.asarray(landmarks, np.float64)[indices]
        centre = (p.min(0) + p.max(0)) / 2
        out.append((p - centre) * region["grow"] + centre)
    return out


def fill(polygons, size, over=4):
    """Coverage 0..1 of polygons (pixels of a `size` square)."""
    canvas = np.zeros((size * over, size * over), np.uint8)
    for polygon in polygons:
        cv2.fillPoly(canvas, [np.round(np.asarray(polygon) * over).astype(np.int32)], 255)
    return cv2.resize(canvas, (size, size), interpolation=cv2.INTER_AREA).astype(np.float32) / 255


def region_masks(landmarks_in_crop, size=MAP, crop=CROP):
    """Weights (regions, size, size) of each region over the occlusion map."""
    scaled = np.asarray(landmarks_in_crop) * (size / crop)
    return np.stack([fill(region_polygons(name, scaled), size) for name in REGIONS])


def oval_mask(landmarks, size, grow=1.0):
    p = np.asarray(landmarks, np.float64)[TABLE["oval"]]
    centre = (p.min(0) + p.max(0)) / 2
    return fill([(p - centre) * grow + centre], size, over=1)
