"""Rooms that people stand in: walls with doors, windows, posters, picture frames, whiteboards, monitors, shelves, chairs, curtains."""
import cv2
import numpy as np

from materials import blend, clouds, colour, listing, read, texture
from shapes import rounded


def wall(rng, h, w):
    image = texture(rng, h, w)
    if rng.random() < 0.55:
        base = colour(rng, (0, 0.25), (0.35, 1))
        image = base + (image - image.mean((0, 1))) * rng.uniform(0, 0.3)
    light = clouds(rng, h, w, 1)[..., None]
    return np.clip(image * (1 - rng.uniform(0, 0.5) * light), 0, 255)


def _rectangle(rng, h, w, size=(0.12, 0.7)):
    a, b = rng.uniform(*size) * w, rng.uniform(*size) * h
    x, y = rng.uniform(-0.3 * a, w - 0.7 * a), rng.uniform(-0.3 * b, h - 0.7 * b)
    return x, y, x + a, y + b


def _panel(rng, image, box, fill, edge, thickness, radius=0):
    """A flat thing on the wall: an edge of some thickness, and a filling."""
    h, w = image.shape[:2]
    x0, y0, x1, y1 = box
    if rng.random() < 0.5:
        shadow = cv2.GaussianBlur(rounded(h, w, x0 + 3, y0 + 3, x1 + 3, y1 + 3, radius), (0, 0), 3)
        blend(image, np.zeros(3, np.float32), shadow * rng.uniform(0.2, 0.6))
    blend(image, edge, rounded(h, w, x0, y0, x1, y1, radius))
    t = thickness
    inner = rounded(h, w, x0 + t, y0 + t, x1 - t, y1 - t, max(0, radius - t))
    blend(image, fill, inner)


def poster(rng, image):
    h, w = image.shape[:2]
    box = _rectangle(rng, h, w)
    fill = texture(rng, h, w)
    if rng.random() < 0.3:
        face = read(listing("faces/*/*.jpg")[int(rng.integers(len(listing("faces/*/*.jpg"))))])
        x0, y0, x1, y1 = (int(v) for v in box)
        full = np.zeros((h, w, 3), np.float32)
        patch = cv2.resize(face, (max(2, x1 - x0), max(2, y1 - y0)), interpolation=cv2.INTER_AREA)
        cx0, cy0, cx1, cy1 = max(0, x0), max(0, y0), min(w, x1), min(h, y1)
        if cx1 > cx0 and cy1 > cy0:
            full[cy0:cy1, cx0:cx1] = patch[cy0 - y0 : cy1 - y0, cx0 - x0 : cx1 - x0]
            fill = full
    _panel(rng, image, box, fill, colour(rng, (0, 0.4), (0, 1)), rng.choice([0, 0, rng.uniform(1, 0.04 * w)]))


def frame(rng, image):
    h, w = image.shape[:2]
    _panel(rng, image, _rectangle(rng, h, w, (0.1, 0.4)), texture(rng, h, w), colour(rng, (0, 0.7), (0, 0.9)), rng.uniform(2, 0.04 * w))


def whiteboard(rng, image):
    h, w = image.shape[:2]
    fill = np.broadcast_to(colour(rng, (0, 0.06), (0.75, 1)), (h, w, 3)).copy()
    for _ in range(int(rng.integers(0, 14))):
        p = (rng.random((int(rng.integers(2, 6)), 2)) * [w, h]).astype(np.int32)
        cv2.polylines(fill, [p], False, colour(rng, (0.3, 1), (0.1, 0.7)).tolist(), int(rng.integers(1, 3)), cv2.LINE_AA)
    _panel(rng, image, _rectangle(rng, h, w, (0.35, 0.95)), fill, colour(rng, (0, 0.1), (0.3, 0.9)), rng.uniform(2, 6))


def monitor(rng, image):
    h, w = image.shape[:2]
    box = _rectangle(rng, h, w, (0.2, 0.6))
    fill = texture(rng, h, w) if rng.random() < 0.5 else np.broadcast_to(colour(rng, (0, 0.3), (0, 0.9)), (h, w, 3)).copy()
    x0, y0, x1, y1 = box
    for _ in range(int(rng.integers(0, 8))):
        y = rng.uniform(y0, y1)
        cv2.rectangle(fill, (int(rng.uniform(x0, x1)), int(y)), (int(x1 - 6), int(y + rng.uniform(1, 8))), colour(rng).tolist(), -1)
    _panel(rng, image, box, fill, colour(rng, (0, 0.1), (0.02, 0.25)), rng.uniform(2, 9), rng.uniform(0, 5))
    if rng.random() < 0.6:
        middle = (x0 + x1) / 2
        blend(image, colour(rng, (0, 0.1), (0.02, 0.3)), rounded(h, w, middle - 0.05 * w, y1, middle + 0.05 * w, y1 + 0.1 * h, 0))


def door(rng, image):
    h, w = image.shape[:2]
    a = rng.uniform(0.3, 0.6) * w
    x = rng.uniform(-0.2 * w, w - 0.6 * a)
    y = rng.uniform(-0.3, 0.15) * h
    fill = np.clip(colour(rng, (0, 0.6), (0.2, 1)) + (texture(rng, h, w) - 128) * rng.uniform(0, 0.2), 0, 255)
    _panel(rng, image, (x, y, x + a, h * 1.2), fill, colour(rng, (0, 0.4), (0.2, 1)), rng.uniform(2, 9))


def window(rng, image):
    h, w = image.shape[:2]
    box = _rectangle(rng, h, w, (0.25, 0.8))
    fill = np.clip(texture(rng, h, w) * 0.4 + rng.uniform(100, 190), 0, 255)
    edge = colour(rng, (0, 0.2), (0.3, 1))
    _panel(rng, image, box, fill, edge, rng.uniform(3, 9))
    x0, y0, x1, y1 = box
    for t in rng.uniform(0.2, 0.8, int(rng.integers(0, 3))):
        blend(image, edge, rounded(h, w, x0 + t * (x1 - x0) - 2, y0, x0 + t * (x1 - x0) + 2, y1, 0))
    if rng.random() < 0.3:
        for y in np.arange(y0, y1, rng.uniform(5, 12)):
            blend(image, edge, rounded(h, w, x0, y, x1, y + 2, 0) * 0.8)


def shelf(rng, image):
    h, w = image.shape[:2]
    x0, _, x1, _ = _rectangle(rng, h, w, (0.3, 1.2))
    board = colour(rng, (0.1, 0.6), (0.1, 0.8))
    pitch = rng.uniform(0.16, 0.35) * h
    for y in np.arange(rng.uniform(-0.1, 0.2) * h, h, pitch):
        x = x0
        while x < x1:
            b = rng.uniform(3, 16)
            cv2.rectangle(image, (int(x), int(y + rng.uniform(0.05, 0.5) * pitch)), (int(x + b), int(y + pitch)), colour(rng).tolist(), -1)
            x += b + (rng.uniform(5, 40) if rng.random() < 0.1 else 0)
        cv2.rectangle(image, (int(x0), int(y + pitch - 4)), (int(x1), int(y + pitch)), board.tolist(), -1)


def curtain(rng, image):
    h, w = image.shape[:2]
    x0, _, x1, _ = _rectangle(rng, h, w, (0.2, 1.2))
    folds = 0.75 + 0.25 * np.sin(np.linspace(0, (x1 - x0) / rng.uniform(2, 8), w)[None, :, None] + clouds(rng, h, w, 3)[..., None] * 3)
    blend(image, np.clip(colour(rng) * folds, 0, 255), rounded(h, w, x0, -5, x1, h + 5, 0))


def blob(rng, image):
    """Furniture and people far away, as far as a blurred background shows them."""
    h, w = image.shape[:2]
    mask = np.zeros((h, w), np.float32)
    centre = (int(rng.uniform(0, w)), int(rng.uniform(0.2, 1) * h))
    cv2.ellipse(mask, centre, (int(rng.uniform(0.04, 0.3) * w), int(rng.uniform(0.04, 0.4) * h)), rng.uniform(0, 180), 0, 360, 1.0, -1)
    blend(image, texture(rng, h, w), mask)


def line(rng, image):
    """Edges of walls, cables, skirting, tiles."""
    h, w = image.shape[:2]
    p = rng.random((2, 2)) * [w, h] * 1.6 - [0.3 * w, 0.3 * h]
    if rng.random() < 0.7:
        axis = int(rng.integers(2))
        p[1, axis] = p[0, axis] + rng.normal(0, 5)
    cv2.line(image, tuple(int(v) for v in p[0]), tuple(int(v) for v in p[1]), colour(rng, (0, 0.5), (0, 1)).tolist(), int(rng.integers(1, 7)), cv2.LINE_AA)


def corner(rng, image):
    """Another wall from a straight edge on."""
    h, w = image.shape[:2]
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    t = rng.choice([0, np.pi / 2, np.pi, -np.pi / 2]) + rng.normal(0, 0.08)
    side = (np.cos(t) * (x - w / 2) + np.sin(t) * (y - h / 2)) > rng.uniform(-0.35, 0.45) * w
    blend(image, wall(rng, h, w), side.astype(np.float32))


THINGS = [poster, frame, whiteboard, monitor, door, window, shelf, curtain, blob, line, corner]


def room(rng, h, w, busy=None):
    image = wall(rng, h, w).astype(np.float32)
    for _ in range(int(rng.poisson(rng.uniform(0.2, 3.5) if busy is None else busy))):
        THINGS[int(rng.integers(len(THINGS)))](rng, image)
    if rng.random() < 0.6:
        image = cv2.GaussianBlur(image, (0, 0), rng.uniform(0.5, 5))
    return np.clip(image, 0, 255)


def chair(rng, image, face):
    """The back of a chair or a head-rest behind somebody."""
    h, w = image.shape[:2]
    x, y, bw, bh = face
    half = rng.uniform(0.7, 1.5) * bw
    top = y + rng.uniform(-0.6, 0.9) * bh
    middle = x + bw / 2 + rng.normal(0, 0.2) * bw
    fill = np.clip(colour(rng, (0, 0.6), (0.02, 0.7)) + (texture(rng, h, w) - 128) * 0.2, 0, 255)
    alpha = rounded(h, w, middle - half, top, middle + half, h + 30, rng.uniform(0.02, 0.9) * half)
    blend(image, fill, cv2.GaussianBlur(alpha, (0, 0), rng.uniform(0.4, 2)))
