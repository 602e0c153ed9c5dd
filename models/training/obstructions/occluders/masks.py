"""Face masks: photographed cut-outs and drawn ones, over the nose, under it, and under the chin."""
import cv2
import numpy as np

from scene import LOWER_FRAME, SIZE
from textures import colour, noise, pick, read, texture

FRONT = ("KN95", "N95", "cloth", "gas", "surgical", "surgical_blue", "surgical_green")


def _top(rng):
    """Height of the upper edge in canonical centimetres: mostly on the nose's bridge, sometimes below the nose, or the lip."""
    return float(rng.choice([rng.uniform(-0.2, 2.2), rng.uniform(-2.6, -1.9), rng.uniform(-6.6, -5.9)], p=[0.8, 0.14, 0.06]))


def _fit_light(scene, colour_map):
    return colour_map * (scene.light() * np.clip(scene.brightness() / 140, 0.3, 1.25))[..., None]


def _straps(scene, m, top, bottom, tone):
    rng = scene.rng
    alpha = np.zeros((SIZE, SIZE), np.float32)
    for side in (-1, 1):
        ear = np.array([side * 7.9, rng.uniform(0.5, 2.5)])
        for height in (top - rng.uniform(0.6, 1.5), bottom + rng.uniform(1, 3)):
            p = np.array([[side * 6.2, height], (np.array([side * 6.2, height]) + ear) / 2 + rng.normal(0, 0.2, 2), ear])
            alpha = np.maximum(alpha, scene.line(p @ m[:, :2].T + m[:, 2], rng.uniform(0.1, 0.35) * scene.cm))
    scene.paint(_fit_light(scene, np.ones((SIZE, SIZE, 3), np.float32) * tone), alpha * 0.9, covers=0)
    scene.ignore(alpha)


def cutout(scene):
    """A photographed mask laid over the lower face."""
    rng = scene.rng
    picture = read(pick(rng, *[f"masks/cutouts/*templates__{n}.png" for n in FRONT]), cv2.IMREAD_UNCHANGED)
    h, w = picture.shape[:2]
    m = scene.frame(LOWER_FRAME)
    top, bottom, half = _top(rng), rng.uniform(-10.6, -8.6), rng.uniform(6.0, 7.9)
    bottom = min(bottom, top - 3.5)
    lean = rng.normal(0, 0.3)
    corners = np.array([[-half, top + lean], [half, top - lean], [half * rng.uniform(0.85, 1), bottom - lean], [-half * rng.uniform(0.85, 1), bottom + lean]])
    target = (corners @ m[:, :2].T + m[:, 2]).astype(np.float32)
    source = np.float32([[0, 0], [w, 0], [w, h], [0, h]])
    if rng.random() < 0.5:
        source = source[[1, 0, 3, 2]]
    warp = cv2.getPerspectiveTransform(source, target)
    k = max(1.0, np.sqrt(w * h) / (half * 2 * scene.cm) / 1.5)
    if k > 1:
        picture = cv2.GaussianBlur(picture, (0, 0), k * 0.5)
    laid = cv2.warpPerspective(picture, warp, (SIZE, SIZE), flags=cv2.INTER_LINEAR).astype(np.float32)
    alpha, tone = laid[..., 3] / 255, laid[..., :3]
    if rng.random() < 0.45:
        grey = tone.mean(2, keepdims=True)
        tone = np.clip(grey * (colour(rng, (0, 0.9), (0.15, 1.1)) / np.maximum(150, grey[alpha > 0.5].mean() if (alpha > 0.5).any() else 150)), 0, 255)
    if rng.random() < 0.15:
        tone = tone * 0.3 + texture(rng, SIZE) * 0.7 * (tone.mean(2, keepdims=True) / 200)
    _straps(scene, m, top, bottom, rng.uniform(150, 255) * np.ones(3))
    scene.shadow(alpha, rng.uniform(0, 0.4), rng.uniform(2, 7), (0, rng.uniform(-3, 3)))
    scene.paint(_fit_light(scene, tone), np.clip(alpha * 1.1, 0, 1))


def drawn(scene):
    """A mask along the jaw in any cloth or colour, with folds and a seam."""
    rng = scene.rng
    m = scene.frame(LOWER_FRAME)
    top = _top(rng)
    peak = rng.uniform(0, 1.6) if top > -3 else rng.uniform(0, 0.5)
    side = rng.uniform(6.4, 7.9)
    ear = top - rng.uniform(-0.3, 2.6)
    bottom = rng.uniform(-10.4, -8.4)
    upper = [[-side, ear], [-side * 0.55, top - rng.uniform(0.1, 0.9)], [-1.1, top + peak * 0.7], [0, top + peak], [1.1, top + peak * 0.7], [side * 0.55, top - rng.uniform(0.1, 0.9)], [side, ear]]
    low = min(ear - 2, rng.uniform(-6.2, -4.5))
    lower = [[side * 0.93, low], [side * 0.6, bottom + rng.uniform(0.3, 1.5)], [0, bottom], [-side * 0.6, bottom + rng.uniform(0.3, 1.5)], [-side * 0.93, low]]
    outline = _smooth(np.array(upper + lower), rng.integers(0, 2) + 1)
    put = lambda p: np.asarray(p) @ m[:, :2].T + m[:, 2]
    alpha = scene.polygon(put(outline))
    if rng.random() < 0.5:
        plain = rng.choice(["blue", "white", "black", "any"])
        base = {"blue": [150, 190, 220], "white": [225, 225, 222], "black": [32, 32, 36], "any": colour(rng)}[plain]
        tone = np.ones((SIZE, SIZE, 3), np.float32) * (np.array(base, np.float32) + rng.normal(0, 12, 3))
    else:
        tone = texture(rng, SIZE)
    y, x = np.mgrid[0:SIZE, 0:SIZE].astype(np.float32)
    folds = np.zeros((SIZE, SIZE), np.float32)
    if rng.random() < 0.6:
        pitch = rng.uniform(8, 22)
        bend = ((x - SIZE / 2) / SIZE) ** 2 * rng.uniform(-60, 60)
        folds = np.sin((y + bend) / pitch * 6.28 + rng.uniform(0, 6)) ** 3 * rng.uniform(0.03, 0.2)
    folds += (noise(rng, SIZE, int(rng.integers(3, 14))) - 0.5) * rng.uniform(0.05, 0.5)
    middle = put([[0, -4.5]])[0]
    bulge = 1.08 - rng.uniform(0, 0.5) * ((x - middle[0]) / (SIZE * 0.45)) ** 2
    tone = tone * ((1 + folds) * bulge)[..., None]
    _straps(scene, m, ear + 0.5, bottom, colour(rng, (0, 0.5), (0.1, 1)))
    scene.shadow(alpha, rng.uniform(0, 0.4), rng.uniform(2, 7), (0, rng.uniform(-4, 2)))
    if rng.random() < 0.4:
        seam = scene.line(put(_smooth(np.array([[0, top + peak], [rng.normal(0, 0.1), -4], [0, bottom]]), 1, closed=False)), 1.5)
        tone = tone * (1 - 0.35 * seam[..., None])
    if rng.random() < 0.4:
        rim = scene.line(put(outline), rng.uniform(1, 4), True)
        tone = tone * (1 - 0.4 * rim[..., None]) + colour(rng) * 0.4 * rim[..., None]
    scene.paint(np.clip(_fit_light(scene, tone), 0, 255), alpha)
    if rng.random() < 0.12:
        text = np.zeros((SIZE, SIZE), np.uint8)
        at = put([[rng.uniform(-4, 0), rng.uniform(-6, -3)]])[0].astype(int)
        cv2.putText(text, "".join(rng.choice(list("ABCEHKLMNOPRSTUX"), int(rng.integers(2, 6)))), tuple(int(v) for v in at), int(rng.integers(0, 5)), rng.uniform(0.4, 0.9), 255, 2, cv2.LINE_AA)
        scene.paint(colour(rng), text.astype(np.float32) / 255 * alpha)


def _smooth(points, rounds, closed=True):
    """Corner cutting (Chaikin)."""
    p = points.astype(np.float64)
    for _ in range(rounds):
        after = np.roll(p, -1, 0) if closed else p[1:]
        before = p if closed else p[:-1]
        p = np.stack([before * 0.75 + after * 0.25, before * 0.25 + after * 0.75], 1).reshape(-1, 2)
    return p
