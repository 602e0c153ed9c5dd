"""One aligned face being painted on: its pixels, what is covered, and which labels count."""
import json
from pathlib import Path

import cv2
import numpy as np

from geometry import TABLE, fill, oval_mask, region_polygons

MARGIN = 0.125
"""Crop sides that a scene shows beyond the crop on every side: room for jitter."""
SIZE = 240
"""Pixels a scene is painted at; `render` halves it (area) before it is stored."""
EYE_FRAME = [33, 133, 362, 263, 70, 300, 105, 334, 168, 6, 127, 356, 50, 280]
LOWER_FRAME = [168, 6, 2, 50, 280, 61, 291, 172, 397, 152, 234, 454, 132, 361]
WHOLE_FRAME = sorted(set(EYE_FRAME + LOWER_FRAME + [10, 103, 332]))
CANONICAL = {
    int(i): np.array(p) for i, p in json.loads((Path(__file__).parent / "canonical.json").read_text()).items()
}


class Scene:
    """`image` RGB float 0..255, `covered` 0..1, `weight` 0..1 (0: label unknown), `points` in pixels, `cm` pixels per canonical cm."""

    def __init__(self, image, outside, points, rng):
        self.rng = rng
        self.image = image.astype(np.float32)
        self.points = np.asarray(points, np.float64)
        self.covered = outside.astype(np.float32)
        self.outside = outside
        self.cm = SIZE / (1 + 2 * MARGIN) / TABLE["crop"]["side"]
        self.oval = oval_mask(self.points, SIZE, 1.0)
        self.weight = np.where(oval_mask(self.points, SIZE, 1.08) > 0.5, 1.0, 0.15).astype(np.float32)

    def frame(self, indices=WHOLE_FRAME):
        """Affine (2x3) from canonical centimetres (x right, y up) to scene pixels, fitted to some landmarks."""
        source = np.array([[*CANONICAL[i], 1.0] for i in indices])
        solution, *_ = np.linalg.lstsq(source, self.points[indices], rcond=None)
        return solution.T

    def polygon(self, vertices, cover=1.0):
        """Anti-aliased coverage of a polygon in scene pixels."""
        mask = np.zeros((SIZE, SIZE), np.uint8)
        cv2.fillPoly(mask, [np.round(np.asarray(vertices) * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
        return mask.astype(np.float32) * (cover / 255)

    def line(self, vertices, width, closed=False):
        """Anti-aliased coverage of a stroke `width` pixels wide."""
        mask = np.zeros((SIZE, SIZE), np.uint8)
        points = np.round(np.asarray(vertices) * 16).astype(np.int32)
        cv2.polylines(mask, [points], closed, 255, max(1, int(round(width))), cv2.LINE_AA, 4)
        return mask.astype(np.float32) / 255

    def region(self, name, grow=1.0):
        polygons = []
        for p in region_polygons(name, self.points):
            c = (p.min(0) + p.max(0)) / 2
            polygons.append((p - c) * grow + c)
        return fill(polygons, SIZE, over=1)

    def centre(self, name):
        return np.mean([p.mean(0) for p in region_polygons(name, self.points)], 0)

    def light(self, blur=0.12):
        """Low-frequency brightness of the face around 1, to shade what is put on it."""
        small = cv2.resize(self.image.mean(2), (32, 32), interpolation=cv2.INTER_AREA)
        small = cv2.GaussianBlur(small, (0, 0), blur * 32)
        big = cv2.resize(small, (SIZE, SIZE), interpolation=cv2.INTER_LINEAR)
        inside = big[self.oval > 0.5]
        return np.clip(big / max(20.0, inside.mean() if inside.size else 128.0), 0.35, 1.8)

    def brightness(self):
        inside = self.image[self.oval > 0.5]
        return float(inside.mean()) if inside.size else 128.0

    def skin(self):
        """Median colour of cheeks and nose."""
        where = (self.region("cheeks") + self.region("nose")) > 0.5
        inside = self.image[where & ~self.outside]
        return np.median(inside, 0) if len(inside) else np.array([160.0, 120, 100])

    def paint(self, colour, alpha, covers=1.0):
        """Lays `colour` over the picture; what is opaque counts as covered by `covers` of its opacity."""
        a = alpha[..., None]
        self.image = self.image * (1 - a) + np.asarray(colour, np.float32) * a
        if covers:
            self.covered = np.maximum(self.covered, alpha * covers)

    def shadow(self, alpha, strength, blur, offset=(0, 0)):
        """A soft shadow that an object casts: never a cover."""
        m = np.float32([[1, 0, offset[0]], [0, 1, offset[1]]])
        soft = cv2.GaussianBlur(cv2.warpAffine(alpha, m, (SIZE, SIZE)), (0, 0), max(0.5, blur))
        self.image *= 1 - strength * soft[..., None]

    def ignore(self, mask):
        """Labels under `mask` no longer count."""
        self.weight = self.weight * (1 - np.clip(mask, 0, 1))
