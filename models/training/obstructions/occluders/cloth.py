"""Scarves, veils and balaclavas: cloth with folds over a part of the face."""
import cv2
import numpy as np

from scene import SIZE, WHOLE_FRAME
from textures import colour, noise, texture


def _cloth(scene):
    rng = scene.rng
    if rng.random() < 0.6:
        tone = np.ones((SIZE, SIZE, 3), np.float32) * colour(rng, (0, 0.8), (0.05, 0.95))
        tone += rng.normal(0, rng.uniform(0, 12), (SIZE, SIZE, 1))
    else:
        tone = texture(rng, SIZE)
    y, x = np.mgrid[0:SIZE, 0:SIZE].astype(np.float32)
    t = rng.normal(0, 0.5)
    warp = noise(rng, SIZE, 4) * 60
    folds = np.sin((y * np.cos(t) + x * np.sin(t) + warp) / rng.uniform(5, 26)) * rng.uniform(0.05, 0.3)
    folds += (noise(rng, SIZE, 5) - 0.5) * rng.uniform(0, 0.6)
    light = (0.4 + 0.6 * scene.light()) * np.clip(scene.brightness() / 135, 0.3, 1.3)
    return np.clip(tone * ((1 + folds) * light)[..., None], 0, 255)


def _edge(rng, height, wave):
    x = np.linspace(-14, 14, 15)
    return np.stack([x, height + np.cumsum(rng.normal(0, wave, 15)) * 0.5 + rng.normal(0, 0.06) * x], 1)


def scarf(scene):
    """Everything below a wavy line is cloth: from over the nose down to only the neck."""
    rng = scene.rng
    m = scene.frame(WHOLE_FRAME)
    height = float(rng.choice([rng.uniform(-2.5, 1.8), rng.uniform(-6, -2.5), rng.uniform(-11, -7)], p=[0.6, 0.25, 0.15]))
    top = _edge(rng, height, rng.uniform(0.1, 0.6)) @ m[:, :2].T + m[:, 2]
    outline = np.concatenate([top, [[SIZE * 2, SIZE * 2], [-SIZE, SIZE * 2]]])
    alpha = scene.polygon(outline)
    scene.shadow(alpha, rng.uniform(0, 0.4), rng.uniform(2, 8), (0, -3))
    scene.paint(_cloth(scene), alpha)


def veil(scene):
    """Cloth all around with an opening: the whole face (clear), the eyes only, or one side drawn across."""
    rng = scene.rng
    m = scene.frame(WHOLE_FRAME)
    kind = rng.choice(["hijab", "niqab", "side"], p=[0.4, 0.35, 0.25])
    t = np.linspace(0, 2 * np.pi, 40)
    if kind == "hijab":
        opening = np.stack([np.cos(t) * rng.uniform(6.6, 8.0), np.sin(t) * rng.uniform(8.2, 9.6) - 0.4], 1)
    elif kind == "niqab":
        opening = np.stack([np.cos(t) * rng.uniform(6, 7.8), 2.6 + np.sign(np.sin(t)) * np.abs(np.sin(t)) ** 0.6 * rng.uniform(1.3, 2.6)], 1)
    else:
        shift = rng.choice([-1, 1]) * rng.uniform(4, 8)
        opening = np.stack([np.cos(t) * 7.6 + shift, np.sin(t) * 9.2 - 0.4], 1)
    hole = scene.polygon(opening @ m[:, :2].T + m[:, 2])
    reach = rng.uniform(1.15, 2.2)
    outer = scene.points[[10, 332, 389, 454, 361, 397, 152, 172, 132, 234, 162, 103]]
    centre = outer.mean(0)
    alpha = scene.polygon((outer - centre) * reach + centre) * (1 - hole)
    scene.shadow(alpha, rng.uniform(0, 0.35), rng.uniform(2, 8))
    scene.paint(_cloth(scene), alpha)


def cap(scene):
    """A cap, hat or hood's brim: mostly above the brows (clear, the forehead apart), sometimes over the eyes."""
    rng = scene.rng
    m = scene.frame(WHOLE_FRAME)
    height = float(rng.choice([rng.uniform(4.6, 8), rng.uniform(0.5, 3.5)], p=[0.75, 0.25]))
    arch = rng.uniform(-0.5, 2.5)
    x = np.linspace(-10, 10, 17)
    edge = np.stack([x, height + arch * (1 - (x / 10) ** 2) - arch * 0.7], 1) @ m[:, :2].T + m[:, 2]
    alpha = scene.polygon(np.concatenate([edge, [[SIZE * 1.6, -SIZE], [-SIZE * 0.6, -SIZE]]]))
    scene.shadow(alpha, rng.uniform(0, 0.6), rng.uniform(3, 14), (0, rng.uniform(2, 24)))
    scene.paint(_cloth(scene), alpha)
    unsure = scene.region("forehead", 1.5) if height > 4 else np.zeros((SIZE, SIZE), np.float32)
    scene.ignore(cv2.GaussianBlur(unsure, (0, 0), 3) * 0.6)
