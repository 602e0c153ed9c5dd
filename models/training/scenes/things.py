"""What a face is shown on: devices with screens, sheets of paper, cut-outs; what a second capture does to it, and what an app draws around it."""
import cv2
import numpy as np

from materials import blend, clouds, colour, pick, read, skin
from shapes import rounded, write


def recaptured(rng, image, medium):
    """What a second capture does to tones: less contrast, a tint, softness; screens shine, paper is dull."""
    if rng.random() < 0.5:
        image = cv2.GaussianBlur(image, (0, 0), rng.uniform(0.4, 1.6))
    low, high = (rng.uniform(0, 40), rng.uniform(190, 255)) if medium == "screen" else (rng.uniform(5, 70), rng.uniform(150, 245))
    image = low + image / 255 * (high - low)
    image = image * (1 + rng.normal(0, 0.08, 3))
    grey = image.mean(2, keepdims=True)
    image = grey + (image - grey) * rng.uniform(0.4, 1.3)
    if medium == "screen" and rng.random() < 0.3:
        h, w = image.shape[:2]
        y, x = np.mgrid[0:h, 0:w].astype(np.float32)
        t, f = rng.uniform(0, np.pi), rng.uniform(0.05, 1.2)
        image = image + (rng.uniform(1, 10) * np.sin(f * (np.cos(t) * x + np.sin(t) * y) + 3 * clouds(rng, h, w, 3)))[..., None] * (1 + rng.normal(0, 0.5, 3))
    if rng.random() < 0.03:
        image = np.repeat(image.mean(2, keepdims=True), 3, 2)
    return np.clip(image, 0, 255).astype(np.float32)


def glare(rng, image, alpha):
    """Windows and lamps that a glossy surface mirrors."""
    h, w = image.shape[:2]
    mask = np.zeros((h, w), np.float32)
    for _ in range(int(rng.integers(1, 3))):
        x, y = rng.uniform(0, w), rng.uniform(0, h)
        if rng.random() < 0.5:
            cv2.ellipse(mask, (int(x), int(y)), (int(rng.uniform(4, 60)), int(rng.uniform(4, 60))), rng.uniform(0, 180), 0, 360, 1.0, -1)
        else:
            p = np.array([x, y]) + rng.normal(0, 40, (4, 2))
            cv2.fillConvexPoly(mask, cv2.convexHull(p.astype(np.int32)), 1.0)
    mask = cv2.GaussianBlur(mask, (0, 0), rng.uniform(1, 14)) * alpha * rng.uniform(0.1, 0.7)
    blend(image, np.full(3, rng.uniform(200, 255), np.float32), mask)


def screen_object(rng, content):
    """A device that shows `content` (square): RGB, alpha and the face-side transform content → object (2x3)."""
    size = content.shape[0]
    kind = rng.choice(["framed", "phone", "old-phone", "tablet", "monitor", "laptop"], p=[0.24, 0.24, 0.14, 0.14, 0.14, 0.10])
    # How much of the content the screen shows: a crop around its middle.
    tall = {"framed": rng.uniform(1.3, 2.1), "phone": rng.uniform(1.6, 2.2), "old-phone": rng.uniform(1.3, 1.6), "tablet": rng.uniform(1.2, 1.45)}.get(kind, rng.uniform(0.55, 0.8))
    if kind not in ("monitor", "laptop") and rng.random() < 0.28:
        tall = 1 / tall
    if tall > 1:
        sh, sw = size * rng.uniform(0.75, 1.0), size * rng.uniform(0.75, 1.0) / tall
    else:
        sw, sh = size * rng.uniform(0.75, 1.0), size * rng.uniform(0.75, 1.0) * tall
    pad = int(0.5 * max(sh, sw))
    H, W = int(sh + 2 * pad), int(sw + 2 * pad)
    body = np.zeros((H, W, 3), np.float32)
    alpha = np.zeros((H, W), np.float32)
    x0, y0, x1, y1 = pad, pad, pad + sw, pad + sh
    cut = cv2.getRectSubPix(content, (int(sw), int(sh)), (size / 2, size * rng.uniform(0.45, 0.52)))
    if rng.random() < 0.25:
        # A picture that does not fill the screen: black or white bars of the viewer, its buttons.
        bar = int(rng.uniform(0.05, 0.25) * (sh if tall > 1 else sw))
        fill = rng.choice([0.0, 0.0, 250.0])
        if tall > 1:
            cut[:bar] = fill
            cut[-bar:] = fill
        else:
            cut[:, :bar] = fill
            cut[:, -bar:] = fill
    if rng.random() < 0.3:
        chrome(rng, cut)
    s = min(sw, sh)
    case = colour(rng, (0, 0.3), (0.0, 0.25)) if rng.random() < 0.7 else colour(rng, (0, 0.7), (0.5, 1))
    side, end = {"phone": (rng.uniform(0.01, 0.06), rng.uniform(0.01, 0.1)), "framed": (0.03, 0.03), "old-phone": (rng.uniform(0.03, 0.08), rng.uniform(0.15, 0.36)), "tablet": (rng.uniform(0.05, 0.16), rng.uniform(0.05, 0.18))}.get(kind, (rng.uniform(0.015, 0.06), rng.uniform(0.015, 0.1)))
    bx, by = (side * s, end * s) if tall > 1 or kind in ("monitor", "laptop") else (end * s, side * s)
    if kind == "framed":
        bezel = read(pick(rng, "bezels/*.png"), cv2.IMREAD_UNCHANGED)
        if (bezel.shape[0] > bezel.shape[1]) != (tall > 1):
            bezel = cv2.rotate(bezel, cv2.ROTATE_90_CLOCKWISE)
        ys, xs = np.where(bezel[..., 3] > 128)
        bezel = bezel[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]
        bx, by = 0.045 * sw, 0.03 * sh
        fw, fh = int(sw + 2 * bx), int(sh + 2 * by)
        bezel = cv2.resize(bezel, (fw, fh), interpolation=cv2.INTER_AREA).astype(np.float32)
        full = rounded(H, W, x0 - bx, y0 - by, x1 + bx, y1 + by, 0.12 * s)
        body[int(y0) : int(y0) + cut.shape[0], int(x0) : int(x0) + cut.shape[1]] = cut
        ox, oy = int(x0 - bx), int(y0 - by)
        a = bezel[..., 3:] / 255
        region = body[oy : oy + fh, ox : ox + fw]
        region[:] = region * (1 - a) + bezel[..., :3] * a
        alpha = full
    else:
        radius = {"phone": rng.uniform(0.02, 0.2), "old-phone": rng.uniform(0.08, 0.22), "tablet": rng.uniform(0.02, 0.1)}.get(kind, rng.uniform(0, 0.03)) * s
        outer = rounded(H, W, x0 - bx, y0 - by, x1 + bx, y1 + by, radius + max(bx, by) * 0.4)
        blend(body, case, outer)
        if rng.random() < 0.4:
            rim = outer - cv2.erode(outer, np.ones((3, 3)))
            blend(body, colour(rng, (0, 0.15), (0.4, 1)), np.clip(rim, 0, 1))
        body[int(y0) : int(y0) + cut.shape[0], int(x0) : int(x0) + cut.shape[1]] = cut
        alpha = outer
        long = np.array([0, 1]) if tall > 1 else np.array([1, 0])
        middle = np.array([(x0 + x1) / 2, (y0 + y1) / 2])
        reach = (sh / 2 + by / 2) if tall > 1 else (sw / 2 + bx / 2)
        if kind in ("old-phone", "tablet") and rng.random() < 0.8:
            button = middle + long * reach * rng.choice([-1, 1])
            cv2.circle(body, tuple(int(v) for v in button), max(2, int(0.35 * min(max(bx, by), 0.3 * s))), (case * rng.uniform(0.4, 1.6) + rng.uniform(0, 40)).clip(0, 255).tolist(), int(rng.choice([-1, 2])), cv2.LINE_AA)
        if kind in ("phone", "old-phone") and rng.random() < 0.6:
            ear = middle - long * reach * rng.choice([-1, 1])
            cv2.line(body, tuple(int(v) for v in ear - long[::-1] * 0.1 * s), tuple(int(v) for v in ear + long[::-1] * 0.1 * s), (30, 30, 32), 2, cv2.LINE_AA)
        if kind == "monitor":
            for x, y, a, b in ((-0.06, 0, 0.06, 0.25), (-0.25, 0.22, 0.25, 0.3)):
                stand = rounded(H, W, middle[0] + x * sw, y1 + by + y * sh, middle[0] + a * sw, y1 + by + b * sh, 2)
                blend(body, case * 0.9, stand)
                alpha = np.maximum(alpha, stand)
        if kind == "laptop":
            keys = np.zeros((H, W), np.uint8)
            p = np.array([[x0 - bx, y1 + by], [x1 + bx, y1 + by], [x1 + bx + 0.12 * sw, y1 + by + 0.45 * sh], [x0 - bx - 0.12 * sw, y1 + by + 0.45 * sh]])
            cv2.fillConvexPoly(keys, p.astype(np.int32), 255)
            base = colour(rng, (0, 0.1), (0.1, 0.85))
            plate = np.broadcast_to(base, (H, W, 3)).copy()
            for y in np.arange(y1 + by + 4, y1 + by + 0.35 * sh, 7):
                for x in np.arange(x0, x1, 9):
                    cv2.rectangle(plate, (int(x), int(y)), (int(x + 6), int(y + 4)), (base * 0.4).tolist(), -1)
            blend(body, plate, keys.astype(np.float32) / 255)
            alpha = np.maximum(alpha, keys.astype(np.float32) / 255)
    if rng.random() < 0.4:
        glare(rng, body, alpha)
    return body, alpha, np.array([(x0 + x1) / 2, (y0 + y1) / 2]), (sw, sh)


def paper_object(rng, content):
    """A sheet with `content` printed on it."""
    size = content.shape[0]
    ratio = rng.choice([1.414, 1 / 1.414, 1.5, 1 / 1.5, 1.33, 1.0, 1.25])
    sh, sw = (size * rng.uniform(0.6, 1.0), 0) if ratio > 1 else (0, size * rng.uniform(0.6, 1.0))
    sh, sw = (sh, sh / ratio) if ratio > 1 else (sw * ratio, sw)
    pad = int(0.15 * max(sh, sw)) + 8
    H, W = int(sh + 2 * pad), int(sw + 2 * pad)
    white = colour(rng, (0, 0.06), (0.6, 1))
    body = np.broadcast_to(white, (H, W, 3)).copy()
    cut = cv2.getRectSubPix(content, (int(sw), int(sh)), (size / 2, size * rng.uniform(0.45, 0.52)))
    m = rng.choice([0, 0, rng.uniform(0.01, 0.14), rng.uniform(0.01, 0.05)]) * min(sw, sh)
    extra = rng.uniform(0, 0.35) * sh if m and rng.random() < 0.3 else 0
    inner = cut[int(m) : cut.shape[0] - int(m + extra), int(m) : cut.shape[1] - int(m)]
    body[pad + int(m) : pad + int(m) + inner.shape[0], pad + int(m) : pad + int(m) + inner.shape[1]] = inner
    alpha = rounded(H, W, pad, pad, pad + sw, pad + sh, rng.choice([0, 0, 0, 0.03]) * sw)
    # Curl: lines bend and light runs over the sheet.
    bend = rng.normal(0, 0.05) * sh if rng.random() < 0.7 else 0
    bend2 = rng.normal(0, 0.03) * sw if rng.random() < 0.5 else 0
    y, x = np.mgrid[0:H, 0:W].astype(np.float32)
    u, v = (x - W / 2) / (W / 2), (y - H / 2) / (H / 2)
    ph = rng.uniform(-0.5, 0.5)
    mx, my = x + bend2 * (v + ph) ** 2, y + bend * (u + ph) ** 2
    mx, my = mx.astype(np.float32), my.astype(np.float32)
    body = cv2.remap(body, mx, my, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    alpha = cv2.remap(alpha, mx, my, cv2.INTER_LINEAR)
    slope = (bend * (u + ph) + bend2 * (v + ph)) / max(8.0, 0.1 * sw)
    body = np.clip(body * (1 + np.clip(slope, -0.6, 0.6) * rng.uniform(0, 0.6))[..., None], 0, 255)
    if rng.random() < 0.15:  # a fold
        fold = 1 - 0.25 * np.exp(-(((u if rng.random() < 0.5 else v) - rng.uniform(-0.5, 0.5)) ** 2) / 0.0006)
        body *= fold[..., None]
    if rng.random() < 0.25:
        glare(rng, body, alpha)
    return body, alpha, np.array([W / 2, H / 2]), (sw, sh)


def cutout_object(rng, content, person, face):
    """A face, a head or a bust cut out of a print, with or without a white rim, eye holes, a stick."""
    size = content.shape[0]
    x, y, w, h = face
    kind = rng.choice(["bust", "head", "oval", "mask"], p=[0.3, 0.3, 0.2, 0.2])
    if kind == "bust":
        shape = (person > 0.5).astype(np.uint8)
        shape[int(y + h * rng.uniform(1.3, 2.4)) :] = 0
    elif kind == "head":
        shape = (person > 0.5).astype(np.uint8)
        shape[int(y + h * rng.uniform(1.0, 1.2)) :] = 0
        narrow = np.zeros_like(shape)
        cv2.ellipse(narrow, (int(x + w / 2), int(y + 0.42 * h)), (int(0.95 * w), int(0.95 * h)), 0, 0, 360, 1, -1)
        shape &= narrow
    else:
        shape = np.zeros((size, size), np.uint8)
        cv2.ellipse(shape, (int(x + w / 2), int(y + 0.45 * h)), (int(w * rng.uniform(0.5, 0.7)), int(h * rng.uniform(0.55, 0.75))), 0, 0, 360, 1, -1)
    rim = int(rng.choice([0, rng.uniform(1, 5), rng.uniform(3, 12)]) * size / 400)
    # Scissors cut straighter than hair grows.
    outline = max(cv2.findContours(shape, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0], key=cv2.contourArea, default=None) if shape.any() else None
    if outline is None:
        return None
    smooth = cv2.approxPolyDP(outline, rng.uniform(1, 5), True)
    alpha = np.zeros((size, size), np.uint8)
    cv2.fillPoly(alpha, [smooth], 255, cv2.LINE_AA)
    body = content.copy()
    if rim:
        grown = cv2.dilate(alpha, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * rim + 1, 2 * rim + 1)))
        blend(body, colour(rng, (0, 0.06), (0.7, 1)), 1 - alpha.astype(np.float32) / 255)
        alpha = grown
    alpha = alpha.astype(np.float32) / 255
    if kind in ("mask", "oval") and rng.random() < 0.5:
        for dx in (0.3, 0.7):
            hole = np.zeros((size, size), np.uint8)
            cv2.ellipse(hole, (int(x + dx * w), int(y + 0.38 * h)), (int(0.12 * w), int(0.05 * h)), 0, 0, 360, 255, -1, cv2.LINE_AA)
            blend(body, np.clip(skin(rng) * 0.5, 0, 255), hole.astype(np.float32) / 255 * 0.8)
    u = (np.mgrid[0:size, 0:size][1].astype(np.float32) - x - w / 2) / w
    body = np.clip(body * (1 - np.abs(u)[..., None] ** 2 * rng.uniform(-0.15, 0.35)), 0, 255)
    if rng.random() < 0.3:
        stick = np.zeros((size, size), np.uint8)
        cv2.line(stick, (int(x + w / 2), int(y + h)), (int(x + w / 2 + rng.normal(0, 10)), size), 255, max(2, int(rng.uniform(0.04, 0.14) * w)), cv2.LINE_AA)
        a = np.clip(stick.astype(np.float32) / 255 - alpha, 0, 1)
        blend(body, colour(rng, (0.1, 0.6), (0.2, 0.9)), a)
        alpha = np.maximum(alpha, a)
    return body, alpha, np.array([x + w / 2, y + h / 2]), (2.2 * w, 2.2 * h)


def chrome(rng, image):
    """What a phone draws over a picture: a status bar, buttons, captions."""
    h, w = image.shape[:2]
    for top in (True, False):
        if rng.random() < 0.75:
            b = int(rng.uniform(0.04, 0.14) * h)
            y0, y1 = (0, b) if top else (h - b, h)
            blend(image[y0:y1], colour(rng, (0, 0.2), (0, 1)), np.full((y1 - y0, w), rng.choice([1.0, 0.6], p=[0.7, 0.3]), np.float32))
            ink = (255, 255, 255) if image[y0:y1].mean() < 110 else (30, 30, 30)
            for _ in range(int(rng.integers(2, 7))):
                x, y, s = int(rng.uniform(0, w)), (y0 + y1) // 2, max(1, int(rng.uniform(0.1, 0.3) * b))
                shape = rng.integers(3)
                if shape == 0:
                    cv2.circle(image, (x, y), s, ink, int(rng.choice([-1, 1])), cv2.LINE_AA)
                elif shape == 1:
                    cv2.rectangle(image, (x - s, y - s // 2), (x + 2 * s, y + s // 2), ink, int(rng.choice([-1, 1])))
                else:
                    write(image, str(rng.choice(["12:04", "9:41", "LTE", "84%", "Edit", "Photos", "Done"])), (x, y + s), max(0.2, b / 60), ink)
