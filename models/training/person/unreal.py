"""Faces that are no person's: drawn, carved, moulded, knitted, rendered. Each answers a square RGB picture (float 0..255) that shows the face as the product would crop it."""
import cv2
import numpy as np

from materials import blend, clouds, colour, skin, texture

SIDE = 192


def _smooth(mask, sigma=0.7):
    return cv2.GaussianBlur(mask, (0, 0), sigma).astype(np.float32) / 255


def _shape(draw):
    mask = np.zeros((SIDE, SIDE), np.uint8)
    draw(mask)
    return _smooth(mask)


def _background(rng):
    roll = rng.random()
    if roll < 0.6:
        return np.broadcast_to(colour(rng, (0, 0.7), (0, 1)), (SIDE, SIDE, 3)).astype(np.float32).copy()
    return texture(rng, SIDE, SIDE)


def _features(rng, image, cx, cy, w, h, ink=None, flat=True):
    """Eyes, brows, nose and mouth, as simple or as worked out as chance wants."""
    ink = ink if ink is not None else colour(rng, (0, 0.6), (0, 0.3))
    p = lambda dx, dy: (int(cx + dx * w), int(cy + dy * h))
    s = lambda a, b: (max(1, int(a * w)), max(1, int(b * h)))
    gap = rng.uniform(0.2, 0.27)
    ey = rng.uniform(-0.16, -0.04)
    style = rng.integers(4)
    iris = colour(rng, (0.2, 1), (0.2, 0.9))
    big = rng.uniform(0.07, 0.17)
    for side in (-1, 1):
        at = p(side * gap, ey)
        if style == 0:
            cv2.circle(image, at, max(2, int(0.4 * big * w)), ink.tolist(), -1, cv2.LINE_AA)
        else:
            tall = rng.uniform(0.35, 1.1) * big
            cv2.ellipse(image, at, s(big, tall * 0.7), 0, 0, 360, (250, 250, 250), -1, cv2.LINE_AA)
            r = max(2, int(0.55 * min(big * w, tall * 0.7 * h)))
            if style >= 2:
                cv2.circle(image, at, r, iris.tolist(), -1, cv2.LINE_AA)
            cv2.circle(image, at, max(1, int(0.5 * r)), (10, 10, 10), -1, cv2.LINE_AA)
            if rng.random() < 0.7:
                cv2.circle(image, (at[0] - r // 3, at[1] - r // 3), max(1, r // 4), (255, 255, 255), -1, cv2.LINE_AA)
            cv2.ellipse(image, at, s(big, tall * 0.7), 0, 180 if style < 3 else 0, 360, ink.tolist(), max(1, int(0.012 * w)), cv2.LINE_AA)
        if rng.random() < 0.85:
            lift = rng.uniform(0.1, 0.2)
            cv2.line(image, p(side * (gap - 0.1), ey - lift + rng.normal(0, 0.02)), p(side * (gap + 0.11), ey - lift + rng.normal(0, 0.02)), ink.tolist(), max(1, int(rng.uniform(0.01, 0.05) * w)), cv2.LINE_AA)
    roll = rng.integers(4)
    if roll == 0:
        cv2.line(image, p(0, ey + 0.08), p(0.05, 0.14), ink.tolist(), max(1, int(0.012 * w)), cv2.LINE_AA)
        cv2.line(image, p(0.05, 0.14), p(-0.03, 0.15), ink.tolist(), max(1, int(0.012 * w)), cv2.LINE_AA)
    elif roll == 1:
        cv2.ellipse(image, p(0, 0.1), s(0.07, 0.05), 0, 0, 180, ink.tolist(), max(1, int(0.015 * w)), cv2.LINE_AA)
    elif roll == 2:
        for side in (-1, 1):
            cv2.circle(image, p(side * 0.03, 0.13), max(1, int(0.012 * w)), ink.tolist(), -1, cv2.LINE_AA)
    mouth = rng.integers(4)
    lips = colour(rng, (0.4, 0.9), (0.4, 0.9)) * [1, 0.5, 0.5]
    my = rng.uniform(0.25, 0.33)
    if mouth == 0:
        cv2.ellipse(image, p(0, my - 0.05), s(rng.uniform(0.1, 0.25), rng.uniform(0.03, 0.12)), 0, 10, 170, ink.tolist(), max(1, int(0.018 * w)), cv2.LINE_AA)
    elif mouth == 1:
        cv2.ellipse(image, p(0, my), s(rng.uniform(0.1, 0.17), rng.uniform(0.02, 0.05)), 0, 0, 360, lips.tolist(), -1, cv2.LINE_AA)
        cv2.line(image, p(-0.12, my), p(0.12, my), (lips * 0.6).tolist(), 1, cv2.LINE_AA)
    elif mouth == 2:
        cv2.ellipse(image, p(0, my - 0.03), s(rng.uniform(0.1, 0.2), rng.uniform(0.05, 0.12)), 0, 0, 180, (lips * 0.5).tolist(), -1, cv2.LINE_AA)
        cv2.rectangle(image, p(-0.09, my - 0.03), p(0.09, my), (250, 250, 250), -1)
    else:
        cv2.line(image, p(-0.1, my), p(0.1, my), ink.tolist(), max(1, int(0.02 * w)), cv2.LINE_AA)


def cartoon(rng, _):
    """A face of a few flat shapes."""
    image = _background(rng)
    w, h = SIDE * rng.uniform(0.5, 0.75), SIDE * rng.uniform(0.6, 0.85)
    cx, cy = SIDE / 2 + rng.normal(0, 5), SIDE / 2 + rng.normal(0, 6)
    tone = skin(rng) if rng.random() < 0.85 else colour(rng)
    hair = colour(rng, (0, 0.9), (0, 0.9))
    at = (int(cx), int(cy))
    if rng.random() < 0.85:
        blend(image, hair, _shape(lambda m: cv2.ellipse(m, (at[0], int(cy - 0.06 * h)), (int(0.58 * w), int(rng.uniform(0.55, 0.75) * h)), 0, 0, 360, 255, -1)))
    if rng.random() < 0.8:
        blend(image, colour(rng), _shape(lambda m: cv2.ellipse(m, (at[0], int(SIDE * 1.1)), (int(0.9 * w), int(0.35 * h)), 0, 0, 360, 255, -1)))
        blend(image, tone * 0.93, _shape(lambda m: cv2.rectangle(m, (int(cx - 0.2 * w), int(cy + 0.3 * h)), (int(cx + 0.2 * w), int(cy + 0.65 * h)), 255, -1)))
    blend(image, tone, _shape(lambda m: cv2.ellipse(m, at, (int(0.46 * w), int(0.5 * h)), 0, 0, 360, 255, -1)))
    if rng.random() < 0.6:
        fringe = _shape(lambda m: cv2.ellipse(m, (at[0], int(cy - 0.28 * h)), (int(0.48 * w), int(rng.uniform(0.15, 0.26) * h)), 0, 180, 360, 255, -1))
        blend(image, hair, fringe)
    if rng.random() < 0.3:
        for side in (-1, 1):
            blend(image, np.array([235, 130, 120], np.float32), _shape(lambda m: cv2.circle(m, (int(cx + side * 0.27 * w), int(cy + 0.14 * h)), int(0.09 * w), 255, -1)) * 0.5)
    _features(rng, image, cx, cy, w, h)
    if rng.random() < 0.4:
        edge = cv2.Canny(np.clip(image, 0, 255).astype(np.uint8), 40, 90)
        blend(image, np.zeros(3, np.float32), _smooth(cv2.dilate(edge, np.ones((2, 2)))))
    return image


def toy(rng, _):
    """A moulded head with a printed face: shiny, rounded, one tone."""
    image = _background(rng)
    w, h = SIDE * rng.uniform(0.45, 0.7), SIDE * rng.uniform(0.45, 0.75)
    cx, cy = SIDE / 2 + rng.normal(0, 5), SIDE / 2 + rng.normal(0, 5)
    tone = np.array([245, 205, 40], np.float32) if rng.random() < 0.25 else skin(rng) if rng.random() < 0.7 else colour(rng)
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
    u, v = (x - cx) / (0.5 * w), (y - cy) / (0.5 * h)
    power = rng.choice([2.0, 4.0, 8.0])
    inside = np.clip((1 - (np.abs(u) ** power + np.abs(v) ** power)) * 12, 0, 1)
    light = rng.uniform(-0.6, 0.6, 2)
    shade = np.clip(1.05 - 0.5 * ((u - light[0]) ** 2 + 0.3 * (v - light[1]) ** 2) * 0.5, 0.35, 1.1)
    head = np.clip(tone * shade[..., None], 0, 255)
    hair = colour(rng, (0, 0.9), (0, 0.8))
    if rng.random() < 0.75:
        big = np.clip((1 - (np.abs(u / 1.15) ** 2 + np.abs((v + 0.2) / 1.2) ** 2)) * 10, 0, 1)
        strands = 0.8 + 0.3 * np.sin(u * rng.uniform(3, 30) + v * rng.uniform(-10, 10))
        blend(image, np.clip(hair * (strands * shade)[..., None], 0, 255), big)
    body = np.clip((1 - np.abs(u / rng.uniform(0.7, 1.5)) ** 6) * 8, 0, 1) * (v > 1.02)
    blend(image, np.clip(colour(rng, (0.4, 1), (0.3, 1)) * shade[..., None], 0, 255), body.astype(np.float32))
    blend(image, head, inside.astype(np.float32))
    if rng.random() < 0.7:
        cap = inside * (v < rng.uniform(-0.7, -0.35) + 0.15 * np.cos(u * rng.uniform(2, 9)))
        blend(image, np.clip(hair * shade[..., None], 0, 255), cap.astype(np.float32))
    _features(rng, image, cx, cy, 0.9 * w, 0.9 * h)
    for _ in range(int(rng.integers(0, 4))):
        spot = np.exp(-(((u - rng.uniform(-0.7, 0.7)) / rng.uniform(0.03, 0.15)) ** 2 + ((v - rng.uniform(-0.8, 0.3)) / rng.uniform(0.05, 0.3)) ** 2))
        blend(image, np.full(3, 255, np.float32), (spot * inside * rng.uniform(0.3, 0.9)).astype(np.float32))
    return image


def _comic_levels(face, levels):
    return np.round(face / 255 * levels) / levels * 255


def comic(rng, face):
    """A photo turned into flat tones and lines."""
    out = face.astype(np.uint8)
    for _ in range(int(rng.integers(2, 5))):
        out = cv2.bilateralFilter(out, 9, 45, 7)
    grey = cv2.medianBlur(cv2.cvtColor(out, cv2.COLOR_RGB2GRAY), 5)
    lines = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, int(rng.choice([7, 9, 13])), rng.uniform(2, 6))
    out = _comic_levels(out.astype(np.float32), int(rng.integers(4, 12)))
    grey3 = out.mean(2, keepdims=True)
    out = np.clip(grey3 + (out - grey3) * rng.uniform(0.8, 2.0), 0, 255)
    if rng.random() < 0.7:
        out *= (lines / 255)[..., None]
    return out.astype(np.float32)


def pencil(rng, face):
    grey = cv2.cvtColor(face.astype(np.uint8), cv2.COLOR_RGB2GRAY).astype(np.float32)
    soft = cv2.GaussianBlur(255 - grey, (0, 0), rng.uniform(2, 7))
    sketch = np.clip(grey * 255 / np.maximum(1, 255 - soft), 0, 255)
    grain = cv2.GaussianBlur(rng.normal(0, 1, grey.shape).astype(np.float32), (0, 0), 0.8)
    sketch = np.clip(255 - (255 - sketch) * rng.uniform(1.2, 3.0) * (1 + 0.5 * grain), 0, 255)
    paper = colour(rng, (0, 0.2), (0.75, 1))
    ink = colour(rng, (0, 0.6), (0, 0.3))
    a = (sketch / 255)[..., None]
    return (paper * a + ink * (1 - a)).astype(np.float32)


def painting(rng, face):
    """Strokes of a brush: each takes the colour of the photo where it lies."""
    out = cv2.GaussianBlur(face, (0, 0), 3)
    angles = clouds(rng, SIDE, SIDE, 4) * np.pi * 2
    grad = cv2.GaussianBlur(face.mean(2), (0, 0), 2)
    gx, gy = cv2.Sobel(grad, cv2.CV_32F, 1, 0), cv2.Sobel(grad, cv2.CV_32F, 0, 1)
    for size, count in ((rng.uniform(7, 12), 350), (rng.uniform(3, 6), 900), (rng.uniform(1.5, 2.5), int(rng.integers(0, 1500)))):
        for x, y in (rng.random((count, 2)) * SIDE).astype(int):
            t = np.arctan2(gy[y, x], gx[y, x]) + np.pi / 2 if abs(gx[y, x]) + abs(gy[y, x]) > 8 else angles[y, x]
            tone = np.clip(face[y, x] + rng.normal(0, 14) + rng.normal(0, 5, 3), 0, 255)
            d = np.array([np.cos(t), np.sin(t)]) * size * rng.uniform(0.8, 2.2)
            cv2.line(out, (int(x - d[0]), int(y - d[1])), (int(x + d[0]), int(y + d[1])), tone.tolist(), max(1, int(size * 0.7)), cv2.LINE_AA)
    if rng.random() < 0.6:
        canvas = rng.normal(0, 1, (SIDE, SIDE)).astype(np.float32)
        canvas = cv2.blur(canvas, (5, 1)) + cv2.blur(canvas, (1, 5))
        out = out + canvas[..., None] * rng.uniform(2, 10)
    if rng.random() < 0.5:
        out = out * np.array([1.05, 0.95, 0.75]) * rng.uniform(0.6, 1)
    return np.clip(out, 0, 255).astype(np.float32)


def statue(rng, face):
    """Stone, bronze, clay or plaster: one tone, dull or shiny, eyes without irises."""
    grey = cv2.cvtColor(face.astype(np.uint8), cv2.COLOR_RGB2GRAY)
    for _ in range(3):
        grey = cv2.bilateralFilter(grey, 9, 30, 5)
    grey = grey.astype(np.float32)
    low, high = np.quantile(grey, [0.03, 0.97])
    grey = (np.clip((grey - low) / max(20, high - low), 0, 1) ** rng.uniform(0.6, 1.4)).astype(np.float32)
    relief = np.clip(0.5 + (cv2.Sobel(grey, cv2.CV_32F, 1, 0) * rng.choice([-1, 1]) + cv2.Sobel(grey, cv2.CV_32F, 0, 1) * 0.6) * rng.uniform(0.2, 0.9), 0, 1)
    k = rng.uniform(0.2, 0.7)
    tone = grey * (1 - k) + relief * k
    stone = texture(rng, SIDE, SIDE)
    stone = (stone - stone.mean((0, 1))) * rng.uniform(0.05, 0.5)
    dark, bright = colour(rng, (0, 0.5), (0.02, 0.4)), colour(rng, (0, 0.35), (0.55, 1))
    out = dark + (bright - dark) * tone[..., None] + stone
    return np.clip(out, 0, 255).astype(np.float32)


STONES = (
    ((38, 34, 30), (236, 232, 224)),  # marble
    ((60, 60, 58), (176, 174, 168)),  # granite
    ((74, 54, 36), (214, 184, 142)),  # sandstone
    ((14, 10, 8), (150, 112, 66)),  # bronze
    ((20, 34, 30), (120, 164, 142)),  # patina
    ((58, 26, 18), (206, 122, 86)),  # terracotta
    ((70, 40, 4), (252, 214, 110)),  # gilded
    ((92, 92, 96), (250, 249, 246)),  # plaster
)
"""Darkest and brightest tone, RGB."""


def bust(rng, face):
    """A head carved from one material: the darks of hair, brows and irises are gone, form alone makes the tones; weathered or polished."""
    grey = cv2.cvtColor(face.astype(np.uint8), cv2.COLOR_RGB2GRAY)
    # What is dark for its colour, not for its form, is filled in: brows, irises, nostrils' hair; then the large tones are evened.
    size = int(rng.choice([5, 7, 9]))
    closed = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)))
    for _ in range(2):
        closed = cv2.bilateralFilter(closed, 9, 25, 5)
    tone = closed.astype(np.float32)
    tone /= np.maximum(25, cv2.GaussianBlur(tone, (0, 0), rng.uniform(14, 40))) ** rng.uniform(0.5, 1.0)
    low, high = np.quantile(tone, [0.02, 0.98])
    height = np.clip((tone - low) / max(1e-3, high - low), 0, 1).astype(np.float32)
    # Curls and strands are cut into the stone.
    strands = clouds(rng, SIDE, SIDE, int(rng.integers(10, 26)))
    hair = cv2.GaussianBlur((cv2.GaussianBlur(grey, (0, 0), 5) < np.quantile(grey, rng.uniform(0.15, 0.4))).astype(np.float32), (0, 0), 3)
    height = height * (1 - 0.6 * hair) + (0.35 + 0.5 * strands) * 0.6 * hair
    angle, steep = rng.uniform(0, 2 * np.pi), rng.uniform(1.5, 6)
    gx, gy = cv2.Sobel(height, cv2.CV_32F, 1, 0) * steep, cv2.Sobel(height, cv2.CV_32F, 0, 1) * steep
    up = rng.uniform(0.6, 1.2)
    length = np.sqrt(gx * gx + gy * gy + 1)
    lit = np.clip((up - gx * np.cos(angle) - gy * np.sin(angle)) / length / np.hypot(up, 1), 0, 1)
    hollow = np.clip(0.5 + 1.5 * (height - cv2.GaussianBlur(height, (0, 0), rng.uniform(4, 9))), 0, 1)
    k = rng.uniform(0.25, 0.6)
    shade = (0.45 * height + 0.55 * hollow) * (1 - k) + lit * k
    dark, bright = (np.array(c, np.float32) * rng.uniform(0.85, 1.1) for c in STONES[int(rng.integers(len(STONES)))])
    out = dark + (bright - dark) * shade[..., None]
    if rng.random() < 0.5:  # grain and pits
        grain = cv2.GaussianBlur(rng.normal(0, 1, (SIDE, SIDE)).astype(np.float32), (0, 0), rng.uniform(0.4, 1.2))
        out += (grain * rng.uniform(4, 22))[..., None]
    if rng.random() < 0.4:  # stains that rain left
        stain = cv2.GaussianBlur(rng.normal(0, 1, (SIDE, SIDE)).astype(np.float32), (0, 0), sigmaX=rng.uniform(1, 4), sigmaY=rng.uniform(12, 40))
        stain = np.clip(stain / max(1e-6, np.abs(stain).max()), 0, 1)
        blend(out, dark if rng.random() < 0.6 else colour(rng, (0.1, 0.5), (0.2, 0.7)), stain * rng.uniform(0.2, 0.8))
    if rng.random() < 0.35:  # a polish
        blend(out, np.full(3, 255, np.float32), cv2.GaussianBlur((lit > np.quantile(lit, rng.uniform(0.93, 0.985))).astype(np.float32), (0, 0), 1.5) * rng.uniform(0.2, 0.8))
    if rng.random() < 0.3:
        stone = texture(rng, SIDE, SIDE)
        out += (stone - stone.mean((0, 1))).mean(2, keepdims=True) * rng.uniform(0.1, 0.5)
    if rng.random() < 0.5:  # it stands before something else
        wide, tall = int(SIDE * rng.uniform(0.34, 0.46)), int(SIDE * rng.uniform(0.42, 0.52))
        def outline(mask):
            cv2.ellipse(mask, (SIDE // 2, SIDE // 2), (wide, tall), 0, 0, 360, 255, -1)
            cv2.rectangle(mask, (SIDE // 2 - wide // 2, SIDE // 2), (SIDE // 2 + wide // 2, SIDE), 255, -1)
        alpha = cv2.GaussianBlur(_shape(outline), (0, 0), 1.5)[..., None]
        behind = _background(rng) if rng.random() < 0.6 else cv2.GaussianBlur(face, (0, 0), rng.uniform(2, 8))
        out = out * alpha + behind * (1 - alpha)
    return np.clip(out, 0, 255).astype(np.float32)


def doll(rng, face):
    """Skin without pores, larger eyes, painted cheeks, a plastic shine."""
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
    mx, my = x.copy(), y.copy()
    grow = rng.uniform(0.15, 0.5)
    for ex in (0.36, 0.64):
        dx, dy = x - ex * SIDE, y - 0.45 * SIDE
        r = np.sqrt(dx * dx + dy * dy) / (0.14 * SIDE)
        pull = grow * np.clip(1 - r, 0, 1)
        mx -= dx * pull
        my -= dy * pull
    out = cv2.remap(face.astype(np.float32), mx, my, cv2.INTER_LINEAR).astype(np.uint8)
    for _ in range(int(rng.integers(4, 8))):
        out = cv2.bilateralFilter(out, 11, 30, 7)
    out = out.astype(np.float32)
    grey = out.mean(2, keepdims=True)
    out = grey + (out - grey) * rng.uniform(1.0, 1.7)
    out = np.clip((out - 128) * rng.uniform(0.9, 1.2) + 140, 0, 255)
    shine = cv2.GaussianBlur((grey[..., 0] > np.quantile(grey, rng.uniform(0.85, 0.96))).astype(np.float32), (0, 0), 2)
    blend(out, np.full(3, 255, np.float32), shine * rng.uniform(0.1, 0.6))
    return out.astype(np.float32)


KINDS = {"cartoon": cartoon, "toy": toy, "comic": comic, "pencil": pencil, "painting": painting, "statue": statue, "bust": bust, "doll": doll}


def face_crop(image, box):
    """A generated face as the product crops it: one and a half of its box, SIDE wide; float RGB."""
    x, y, w, h = box
    m = np.float32([[SIDE / (1.5 * w), 0, 0], [0, SIDE / (1.5 * h), 0]])
    m[:, 2] = SIDE / 2 - m[:, :2] @ [x + w / 2, y + h / 2]
    return cv2.warpAffine(image.astype(np.float32), m, (SIDE, SIDE), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
