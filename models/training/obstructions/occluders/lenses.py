"""Glasses: dark, gradient and mirrored lenses that hide the eyes, and clear ones with frames and glare that do not."""
import cv2
import numpy as np

from scene import EYE_FRAME, SIZE
from textures import colour, noise, texture


def _outline(rng):
    """A lens around (0, 0), outer side at x > 0, y up, in centimetres, and how it is named."""
    t = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    style = rng.choice(["round", "way", "aviator", "cat", "rect", "big", "narrow"])
    a, b, n, taper, sweep, drop = {
        "round": (rng.uniform(2.0, 2.7), rng.uniform(2.0, 2.7), 2, 0, 0, 0),
        "way": (rng.uniform(2.4, 3.1), rng.uniform(1.8, 2.4), 3.2, rng.uniform(0.08, 0.2), rng.uniform(0, 0.12), 0),
        "aviator": (rng.uniform(2.5, 3.2), rng.uniform(2.1, 2.9), 2.6, rng.uniform(0.1, 0.25), 0, rng.uniform(0.1, 0.35)),
        "cat": (rng.uniform(2.4, 3.1), rng.uniform(1.6, 2.4), 2.5, rng.uniform(0, 0.15), rng.uniform(0.12, 0.3), 0),
        "rect": (rng.uniform(2.4, 3.0), rng.uniform(1.3, 1.9), 4, rng.uniform(0, 0.12), rng.uniform(-0.03, 0.06), 0),
        "big": (rng.uniform(2.8, 3.5), rng.uniform(2.5, 3.3), 2.8, rng.uniform(0, 0.12), rng.uniform(-0.05, 0.08), 0),
        "narrow": (rng.uniform(2.2, 3.0), rng.uniform(1.0, 1.4), 2.6, rng.uniform(0, 0.1), rng.uniform(0, 0.15), 0),
    }[style]
    c, s = np.cos(t), np.sin(t)
    x = a * np.sign(c) * np.abs(c) ** (2 / n)
    y = b * np.sign(s) * np.abs(s) ** (2 / n)
    x = x * (1 + taper * y / b) - drop * 0.4 * (y < 0) * (y / b)
    return np.stack([x, y + sweep * x.clip(min=-0.5)], 1), style


def _shield(rng):
    """One lens over both eyes, with a notch for the nose; y up, centimetres, around the middle of the eyes."""
    half, top, low = rng.uniform(6.0, 7.4), rng.uniform(1.2, 2.2), rng.uniform(1.2, 2.4)
    notch, wide = rng.uniform(0.3, low), rng.uniform(0.8, 1.6)
    x = np.array([-half, -half * 0.7, 0, half * 0.7, half, half * 0.92, half * 0.6, wide, 0, -wide, -half * 0.6, -half * 0.92])
    y = np.array([top * 0.6, top, top * rng.uniform(0.8, 1), top, top * 0.6, -low * 0.6, -low, -low * 0.7, -low + notch, -low * 0.7, -low, -low * 0.6])
    return np.stack([x, y], 1)


def _reflection(rng):
    """What a lens mirrors: horizon, windows or a blurred scene; RGB 0..255."""
    kind = rng.integers(4)
    if kind == 0:
        sky, ground = colour(rng, (0, 0.5), (0.5, 1)), colour(rng, (0, 0.6), (0, 0.4))
        edge = rng.uniform(0.2, 0.8) * SIZE
        slope = rng.uniform(-0.2, 0.2)
        y, x = np.mgrid[0:SIZE, 0:SIZE].astype(np.float32)
        mix = 1 / (1 + np.exp(np.clip((y - edge - slope * x) / rng.uniform(1, 30), -30, 30)))
        out = sky * mix[..., None] + ground * (1 - mix[..., None])
    elif kind == 1:
        out = np.zeros((SIZE, SIZE, 3), np.float32)
        light = colour(rng, (0, 0.3), (0.7, 1))
        for _ in range(rng.integers(1, 6)):
            x, y = rng.uniform(0, SIZE, 2)
            w, h = rng.uniform(3, 40, 2)
            box = cv2.boxPoints(((x, y), (w, h), rng.uniform(-30, 30)))
            cv2.fillConvexPoly(out, box.astype(np.int32), light.tolist())
        out = cv2.GaussianBlur(out, (0, 0), rng.uniform(0.8, 5))
    elif kind == 2:
        out = cv2.GaussianBlur(texture(rng, SIZE), (0, 0), rng.uniform(1, 12))
    else:
        out = noise(rng, SIZE, int(rng.integers(2, 10)))[..., None] * colour(rng, (0, 0.5), (0.4, 1))
    return out


def _glasses(scene):
    """Outlines of the lenses and the frame's strokes in scene pixels."""
    rng = scene.rng
    m = scene.frame(EYE_FRAME)
    tilt = rng.normal(0, 0.03)
    turn = np.array([[np.cos(tilt), -np.sin(tilt)], [np.sin(tilt), np.cos(tilt)]])
    middle = np.array([rng.normal(0, 0.15), rng.normal(2.3, 0.35)])
    put = lambda p: ((np.asarray(p) @ turn.T) + middle) @ m[:, :2].T + m[:, 2]
    scale = rng.uniform(0.92, 1.08)
    if rng.random() < 0.12:
        lenses = [_shield(rng) * scale]
        inner = None
        outer, top = lenses[0][:, 0].max(), 0.6
    else:
        lens, _ = _outline(rng)
        lens = lens * scale
        apart = max(3.2, -lens[:, 0].min() + rng.uniform(0.35, 1.1)) + rng.normal(0, 0.08)
        right = lens + [apart, 0]
        lenses = [right * [-1, 1], right]
        inner = right[:, 0].min()
        outer, top = right[:, 0].max(), lens[:, 1].max() * rng.uniform(0.1, 0.8)
    strokes = []
    if inner is not None:
        height = top * rng.uniform(0.2, 1)
        bend = rng.uniform(0, 0.5)
        strokes.append(put([[-inner - 0.2, height - bend * 0.5], [-inner * 0.5, height + bend * 0.3], [0, height + bend * 0.5], [inner * 0.5, height + bend * 0.3], [inner + 0.2, height - bend * 0.5]]))
    for side in (-1, 1):
        strokes.append(put([[side * (outer - 0.15), top], [side * (outer + 0.3), top], [side * max(outer + 0.4, 7.7), top - rng.uniform(0, 0.8)]]))
    return [put(p) for p in lenses], strokes


def _frame_style(rng):
    if rng.random() < 0.45:
        tone = colour(rng, (0, 0.4), (0.02, 0.2))
    elif rng.random() < 0.5:
        tone = colour(rng, (0.1, 0.5), (0.5, 0.95))
    else:
        tone = colour(rng)
    return tone, rng.choice([rng.uniform(0.05, 0.16), rng.uniform(0.16, 0.55)])


def _draw_frame(scene, lenses, strokes, tone, thick, rimless=False):
    rng = scene.rng
    width = max(1.0, thick * scene.cm)
    alpha = np.zeros((SIZE, SIZE), np.float32)
    if not rimless:
        for p in lenses:
            alpha = np.maximum(alpha, scene.line(p, width, True))
    for i, p in enumerate(strokes):
        alpha = np.maximum(alpha, scene.line(p, width * rng.uniform(0.8, 1.3)))
    shade = scene.light() * scene.brightness() / 150
    shine = noise(rng, SIZE, 12) ** 6 * rng.uniform(0, 120)
    scene.paint(tone * shade[..., None] + shine[..., None], alpha * rng.uniform(0.85, 1), covers=0)
    return alpha


def dark(scene):
    """Sunglasses. A lens that swallows a quarter of the light counts as covering the eyes (ICAO portraits allow no tint), a gradient one as a whole."""
    rng = scene.rng
    lenses, strokes = _glasses(scene)
    alpha = np.maximum.reduce([scene.polygon(p) for p in lenses])
    scene.shadow(alpha, rng.uniform(0, 0.35), rng.uniform(2, 8), (rng.normal(0, 2), rng.uniform(1, 8)))
    box = np.concatenate(lenses)
    y = np.mgrid[0:SIZE, 0:SIZE][0].astype(np.float32)
    down = np.clip((y - box[:, 1].min()) / max(1, np.ptp(box[:, 1])), 0, 1)
    kind = rng.choice(["dark", "gradient", "mirror", "tint"], p=[0.32, 0.28, 0.15, 0.25])
    if kind == "tint":
        through = np.full_like(down, rng.uniform(0.3, 0.82))
    elif kind == "gradient":
        start = rng.uniform(0.03, 0.5)
        through = start + (rng.uniform(0.2, 0.9) - start) * down ** rng.uniform(1, 2)
    else:
        through = np.full_like(down, rng.choice([rng.uniform(0, 0.08), rng.uniform(0.05, 0.35)]))
    tint = colour(rng, (0, 0.7), (0.6, 1)) / 255
    if kind in ("tint", "gradient") and rng.random() < 0.5:
        tint = np.array([0.85, 0.68, 0.48]) * rng.uniform(0.85, 1.15)  # brown, the commonest tint
    body = colour(rng, (0, 0.6), (0.0, 0.25)) * scene.brightness() / 128
    amount = {"dark": rng.choice([0, rng.uniform(0, 0.25), rng.uniform(0.1, 0.5)]), "gradient": rng.uniform(0, 0.3), "mirror": rng.uniform(0.6, 1), "tint": rng.uniform(0, 0.15)}[kind]
    mirror = _reflection(rng) * amount * rng.uniform(0.5, 1.1)
    if kind == "mirror":
        hue = colour(rng, (0.2, 0.9), (0.5, 1)) / 200
        other = colour(rng, (0.2, 0.9), (0.5, 1)) / 200
        mirror = mirror * 0.6 + 90 * amount
        mirror = mirror * (hue * (1 - down[..., None]) + other * down[..., None])
    mirror *= np.clip(scene.brightness() / 128, 0.35, 1.4)
    if len(lenses) == 2 and rng.random() < 0.5:
        half = SIZE // 2
        shift = int(np.hypot(*(lenses[0].mean(0) - lenses[1].mean(0))))
        mirror[:, half:] = np.roll(mirror, shift, 1)[:, half:]
    view = scene.image * tint * through[..., None]
    lens = np.clip(view + body * (1 - through[..., None]) + mirror, 0, 255)
    scene.paint(lens, alpha, covers=0)
    hidden = np.clip(((0.92 if kind == "gradient" else 0.78) - through) / 0.04, 0, 1)
    hidden = np.maximum(hidden, np.clip((mirror.mean(2) - 90) / 60, 0, 1))
    unsure = (through > (0.8 if kind == "gradient" else 0.7)).astype(np.float32)
    scene.covered = np.maximum(scene.covered, alpha * hidden)
    scene.ignore(alpha * unsure * (hidden < 0.95))
    tone, thick = _frame_style(rng)
    rim = _draw_frame(scene, lenses, strokes, tone, thick, rimless=rng.random() < 0.15)
    scene.ignore(rim * (scene.covered < 0.5) * 0.7)


def clear(scene):
    """Glasses one can see through, thick frames and glare included: nothing is covered."""
    rng = scene.rng
    lenses, strokes = _glasses(scene)
    alpha = np.maximum.reduce([scene.polygon(p) for p in lenses])
    scene.shadow(alpha, rng.uniform(0, 0.12), rng.uniform(2, 6), (rng.normal(0, 2), rng.uniform(1, 6)))
    strength = rng.choice([0, rng.uniform(0, 0.25), rng.uniform(0.2, 0.5)])
    glare = _reflection(rng)
    opacity = alpha * strength * (glare.mean(2) / 255)
    scene.paint(np.maximum(glare, 120), opacity, covers=0)
    scene.image *= 1 - alpha[..., None] * rng.uniform(0, 0.1)
    tone, thick = _frame_style(rng)
    _draw_frame(scene, lenses, strokes, tone, thick, rimless=rng.random() < 0.1)
