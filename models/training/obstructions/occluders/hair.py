"""Hair: fringes over the forehead (eyes free) or the eyes, and strands across the face."""
import cv2
import numpy as np

from scene import SIZE, WHOLE_FRAME
from textures import colour


def _tone(rng):
    base = np.array([[28, 22, 20], [60, 42, 30], [95, 66, 42], [150, 110, 70], [200, 170, 120], [150, 150, 150], [120, 50, 30]], np.float32)
    return base[int(rng.integers(len(base)))] * rng.uniform(0.7, 1.2) if rng.random() < 0.9 else colour(rng)


def _strands(scene, roots, tips, count, width):
    """Many curved strokes between two lines; paints them and marks their density as cover."""
    rng = scene.rng
    tone = _tone(rng) * np.clip(scene.brightness() / 130, 0.4, 1.3)
    density = np.zeros((SIZE, SIZE), np.float32)
    layer, alpha = scene.image.copy(), np.zeros((SIZE, SIZE), np.float32)
    bend = rng.normal(0, 12, 2)
    for _ in range(count):
        i = rng.random()
        a = roots[0] * (1 - i) + roots[1] * i + rng.normal(0, 3, 2)
        j = np.clip(i + rng.normal(0, 0.08), -0.1, 1.1)
        b = tips[0] * (1 - j) + tips[1] * j + rng.normal(0, 7, 2)
        t = np.linspace(0, 1, 9)[:, None]
        c = (a + b) / 2 + bend + rng.normal(0, 4, 2)
        p = np.round(((1 - t) ** 2 * a + 2 * t * (1 - t) * c + t**2 * b) * 16).astype(np.int32)
        w = max(1, int(round(width * rng.uniform(0.5, 1.5))))
        shade = np.clip(tone * rng.uniform(0.55, 1.5), 0, 255)
        cv2.polylines(layer, [p], False, shade.tolist(), w, cv2.LINE_AA, 4)
        cv2.polylines(alpha, [p], False, 1.0, w, cv2.LINE_8, 4)
    soft = cv2.GaussianBlur(alpha, (0, 0), 0.8)
    scene.shadow(alpha, rng.uniform(0, 0.4), 4, (2, 4))
    scene.paint(layer, soft, covers=0)
    density = cv2.GaussianBlur(alpha, (0, 0), 4)
    scene.covered = np.maximum(scene.covered, np.clip((density - 0.35) / 0.35, 0, 1))
    scene.ignore(((density > 0.25) & (density < 0.7)).astype(np.float32) * 0.8)


def fringe(scene):
    """Hair that hangs from the hairline: often ends above the eyes, sometimes over one or both."""
    rng = scene.rng
    m = scene.frame(WHOLE_FRAME)
    put = lambda p: np.asarray(p, np.float64) @ m[:, :2].T + m[:, 2]
    over = rng.random() < 0.5
    end = rng.uniform(-2.0, 1.5) if over else rng.uniform(4.4, 6.5)
    left, right = (-7.5, 7.5) if rng.random() < 0.5 else ((-8, rng.uniform(-1, 2)) if rng.random() < 0.5 else (rng.uniform(-2, 1), 8))
    slant = rng.normal(0, 1.0)
    _strands(scene, put([[left, 9.5], [right, 9.5]]), put([[left, end - slant], [right, end + slant]]), int(rng.integers(60, 260)), rng.uniform(1, 4))


def strands(scene):
    """Locks across the face, thin (still clear) or thick."""
    rng = scene.rng
    m = scene.frame(WHOLE_FRAME)
    put = lambda p: np.asarray(p, np.float64) @ m[:, :2].T + m[:, 2]
    x = rng.uniform(-7, 7)
    wide = rng.uniform(0.3, 5)
    drift = rng.normal(0, 4)
    end = rng.uniform(-10, 0)
    thin = rng.random() < 0.35
    _strands(scene, put([[x, 9], [x + wide, 9]]), put([[x + drift, end], [x + drift + wide, end]]), int(rng.integers(3, 10) if thin else rng.integers(25, 140)), rng.uniform(1, 1.6) if thin else rng.uniform(1, 4))
