"""Alphas of things in scenes: rectangles with round corners, real hands on white, letters."""
from functools import lru_cache

import cv2
import numpy as np

from materials import blend, read


def rounded(h, w, x0, y0, x1, y1, r):
    """Alpha of a rectangle with round corners."""
    mask = np.zeros((h, w), np.uint8)
    x0, y0, x1, y1, r = (int(round(v)) for v in (x0, y0, x1, y1, r))
    r = max(0, min(r, (x1 - x0) // 2, (y1 - y0) // 2))
    cv2.rectangle(mask, (x0 + r, y0), (x1 - r, y1), 255, -1)
    cv2.rectangle(mask, (x0, y0 + r), (x1, y1 - r), 255, -1)
    for cx, cy in ((x0 + r, y0 + r), (x1 - r, y0 + r), (x0 + r, y1 - r), (x1 - r, y1 - r)):
        cv2.circle(mask, (cx, cy), r, 255, -1, cv2.LINE_AA)
    return mask.astype(np.float32) / 255


@lru_cache(maxsize=260)
def hand(path):
    """A real hand on white as RGB and alpha."""
    image = read(path)
    grey = image.min(2)
    alpha = cv2.GaussianBlur((grey < 225).astype(np.float32), (0, 0), 1)
    ys, xs = np.where(alpha > 0.5)
    if len(ys) < 400:
        return None
    y0, y1, x0, x1 = ys.min(), ys.max() + 1, xs.min(), xs.max() + 1
    return image[y0:y1, x0:x1].astype(np.float32), alpha[y0:y1, x0:x1]


def write(image, text, at, size, ink):
    """Letters in one colour, in place."""
    mask = np.zeros(image.shape[:2], np.uint8)
    cv2.putText(mask, text, at, cv2.FONT_HERSHEY_SIMPLEX, size, 255, 1, cv2.LINE_AA)
    blend(image, np.asarray(ink, np.float32), mask.astype(np.float32) / 255)
