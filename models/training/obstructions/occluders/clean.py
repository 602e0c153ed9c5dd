"""What looks like a cover and is none: shadows, side light, make-up, closed eyes, stubble."""
import cv2
import numpy as np

from scene import SIZE
from textures import colour, noise


def shadow(scene):
    """A hard or soft shadow over a part of the face, or light from one side."""
    rng = scene.rng
    y, x = np.mgrid[0:SIZE, 0:SIZE].astype(np.float32)
    t = rng.uniform(0, 6.283)
    along = (np.cos(t) * (x - SIZE / 2) + np.sin(t) * (y - SIZE / 2)) / SIZE
    along += (noise(rng, SIZE, 4) - 0.5) * rng.uniform(0, 0.3) - rng.normal(0, 0.15)
    soft = rng.choice([0.005, 0.03, 0.15, 0.4])
    dark = 1 / (1 + np.exp(np.clip(-along / soft, -30, 30)))
    scene.image *= 1 - rng.uniform(0.2, 0.8) * dark[..., None]
    if rng.random() < 0.3:
        scene.image += (colour(rng, (0, 0.8), (0.2, 0.8)) * (1 - dark)[..., None]) * rng.uniform(0, 0.5)
    np.clip(scene.image, 0, 255, out=scene.image)


def sockets(scene):
    """Deep-set or shaded eyes: dark, yet visible."""
    rng = scene.rng
    mask = scene.region("leftEye", rng.uniform(1, 1.6)) + scene.region("rightEye", rng.uniform(1, 1.6))
    mask = cv2.GaussianBlur(np.clip(mask, 0, 1), (0, 0), rng.uniform(3, 9))
    scene.image *= 1 - rng.uniform(0.2, 0.6) * mask[..., None]


def make_up(scene):
    """Coloured lids, lips or cheeks, or painted patterns that leave every feature in sight."""
    rng = scene.rng
    for name, amount in (("leftEye", 0.5), ("mouth", 0.6), ("cheeks", 0.35)):
        if rng.random() < 0.6:
            mask = scene.region(name, rng.uniform(1, 1.3))
            if name == "leftEye":
                mask = np.maximum(mask, scene.region("rightEye", 1.15))
            soft = cv2.GaussianBlur(mask, (0, 0), rng.uniform(1, 5)) * rng.uniform(0.15, amount)
            tone = colour(rng, (0.2, 1), (0.1, 0.9)) if name != "mouth" else colour(rng, (0.4, 1), (0.2, 0.9))
            scene.image = scene.image * (1 - soft[..., None]) + (scene.image * 0.4 + tone * 0.6) * soft[..., None]


def closed_eyes(scene):
    """Lids drawn over the eyes in the colour of the skin above them, with a line of lashes."""
    rng = scene.rng
    rings = ([263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466], [33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246])
    for ring in rings:
        p = scene.points[ring]
        low, high = p[:9], p[8:].tolist() + [p[0].tolist()]
        c = p.mean(0)
        mask = cv2.GaussianBlur(scene.polygon((p - c) * [1.1, 1.35] + c), (0, 0), 1.0)
        above = np.clip(np.asarray(high) - [0, np.ptp(p[:, 1]) * 0.9 + 2], 0, SIZE - 1).astype(int)
        tone = np.median(scene.image[above[:, 1], above[:, 0]], 0)
        y = np.mgrid[0:SIZE, 0:SIZE][0].astype(np.float32)
        fall = 1.05 - 0.15 * np.clip((y - p[:, 1].min()) / max(2, np.ptp(p[:, 1])), 0, 1)
        lid = tone * fall[..., None] + rng.normal(0, 3, (SIZE, SIZE, 1))
        scene.image = scene.image * (1 - mask[..., None]) + lid * mask[..., None]
        lashes = cv2.GaussianBlur(scene.line(low, rng.uniform(1, 3.2)), (0, 0), 0.5) * rng.uniform(0.5, 0.9)
        scene.image = scene.image * (1 - lashes[..., None]) + np.array([30, 22, 20]) * lashes[..., None]


def stubble(scene):
    """A beard or stubble of noise and short hair around mouth and chin."""
    rng = scene.rng
    p = scene.points
    jaw = p[[234, 93, 132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288, 361, 323, 454, 426, 327, 2, 98, 206]]
    if rng.random() < 0.4:  # a goatee or moustache alone
        jaw = p[[43, 212, 165, 98, 2, 327, 391, 432, 273, 335, 369, 400, 152, 176, 140, 106]]
    mask = cv2.GaussianBlur(scene.polygon(jaw), (0, 0), rng.uniform(2, 7))
    lips = cv2.GaussianBlur(scene.region("mouth", 1.0), (0, 0), 1.5)
    mask = np.clip(mask - lips * rng.uniform(0.8, 1), 0, 1)
    full = rng.random() < 0.5
    hair = rng.random((SIZE, SIZE)).astype(np.float32)
    hair = cv2.GaussianBlur(hair, (0, 0), 0.7, sigmaY=1.6)
    hair = np.clip((hair - 0.5) * 5 + (0.8 if full else 0.1), 0, 1)
    tone = np.array([[25, 20, 18], [70, 50, 35], [140, 140, 140], [110, 60, 35]])[int(rng.integers(4))] * (0.6 + 0.8 * noise(rng, SIZE, 60))[..., None]
    alpha = mask * hair * rng.uniform(0.3, 0.95)
    scene.image = scene.image * (1 - alpha[..., None]) + tone * alpha[..., None]
    scene.weight = np.where(mask > 0.3, scene.weight * 0.6, scene.weight)
