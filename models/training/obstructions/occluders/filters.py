"""What filters do to a face, and what lies before all of it: each `draw(scene)` marks in `scene.odd` where it is no longer what or where it should be."""
import cv2
import numpy as np

from scene import SIZE
from textures import colour, noise

EYES, FEATURES = ("leftEye", "rightEye"), ("leftEye", "rightEye", "nose", "mouth")
APART = 60.0
"""Pixels between the eyes of a scene."""
_y, _x = np.mgrid[0:SIZE, 0:SIZE].astype(np.float32)


def _soft(d, r, edge=0.15):
    return np.clip((1 - d / r) / edge, 0, 1)


def _warp(scene, dx, dy, odd=None):
    """Every pixel takes what lies at (x + dx, y + dy); odd is where that is far off, or turns or swells what it shows."""
    scene.image = cv2.remap(scene.image, _x + dx.astype(np.float32), _y + dy.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
    if odd is None:
        inside = scene.oval > 0.5
        mx, my = np.median(dx[inside]), np.median(dy[inside])
        far = np.hypot(dx - mx, dy - my) / (0.13 * APART)
        g = [cv2.GaussianBlur(a, (0, 0), 2) for a in (*np.gradient(dx), *np.gradient(dy))]
        bent = np.sqrt(sum(a * a for a in g)) / 0.55
        odd = np.clip(np.maximum(far, bent) * 2 - 1, 0, 1)
        odd = cv2.dilate(odd.astype(np.float32), np.ones((7, 7)))
    scene.odd = np.maximum(scene.odd, odd * scene.oval)


def _paste(scene, picture, mask, odd=None):
    scene.image = scene.image * (1 - mask[..., None]) + picture * mask[..., None]
    scene.odd = np.maximum(scene.odd, mask if odd is None else odd)


def _between(rng, low, high, strength):
    return low + (high - low) * (rng.random() if strength is None else strength)


def swirl(scene, strength=None):
    """Around the nose; `strength` 0..1 sets how much, here and below, and leaves less to chance."""
    rng = scene.rng
    at = scene.centre("nose") + (rng.normal(0, 12, 2) if strength is None else 0)
    r = _between(rng, 0.9, 1.9, None if strength is None else 0.5) * APART
    angle = np.deg2rad(_between(rng, 35, 130, None if strength is None else strength)) * rng.choice([-1, 1])
    d = np.hypot(_x - at[0], _y - at[1])
    t = angle * np.clip(1 - d / r, 0, 1) ** rng.choice([1, 1, 2])
    c, s = np.cos(t), np.sin(t)
    u, v = _x - at[0], _y - at[1]
    _warp(scene, c * u - s * v - u, s * u + c * v - v)


def bulge(scene, strength=None):
    """A lens over the nose, an eye, the mouth or a cheek: swells or pinches."""
    rng = scene.rng
    at = scene.centre(str(rng.choice(FEATURES)) if strength is None and rng.random() < 0.5 else "nose") + rng.normal(0, 5, 2)
    r = _between(rng, 0.6, 1.5, None if strength is None else 0.6) * APART
    power = _between(rng, 0.35, 0.9, strength) * (1 if strength is not None or rng.random() < 0.6 else -0.6)
    d = np.hypot(_x - at[0], _y - at[1]) / r
    k = np.where(d < 1, np.power(np.clip(d, 1e-3, 1), power), 1) - 1
    _warp(scene, (_x - at[0]) * k, (_y - at[1]) * k)


def _swell(scene, names, factor, reach):
    dx, dy = np.zeros_like(_x), np.zeros_like(_x)
    for name in names:
        at = scene.centre(name)
        d = np.hypot(_x - at[0], _y - at[1]) / (reach * APART)
        k = (1 / factor - 1) * np.clip(1 - d**2, 0, 1)
        dx, dy = dx + (_x - at[0]) * k, dy + (_y - at[1]) * k
    _warp(scene, dx, dy, np.clip(sum(_soft(np.hypot(*(np.stack([_x, _y], -1) - scene.centre(n)).transpose(2, 0, 1)), 0.75 * reach * APART) for n in names), 0, 1))


def big_eyes(scene, strength=None):
    """Both eyes enlarged, or one."""
    rng = scene.rng
    names = EYES if strength is not None or rng.random() < 0.7 else (str(rng.choice(EYES)),)
    _swell(scene, names, _between(rng, 1.35, 2.1, strength), 0.5 if strength is not None else rng.uniform(0.4, 0.55))


def big_mouth(scene, strength=None):
    """The mouth or the nose enlarged or shrunk."""
    rng = scene.rng
    factor = _between(rng, 1.5, 2.3, strength)
    _swell(scene, (str(rng.choice(["mouth", "nose"])),), factor if rng.random() < 0.6 else 1 / factor, rng.uniform(0.5, 0.8))


def waves(scene, strength=None):
    """Long or short, along or across."""
    rng = scene.rng
    size, length, t, p = _between(rng, 0.05, 0.16, strength) * APART, rng.uniform(0.3, 1.5) * APART, rng.uniform(0, np.pi), rng.uniform(0, 6.283)
    if rng.random() < 0.6:
        t = rng.choice([0, np.pi / 2])
    size = max(size, 0.09 * length)
    w = size * np.sin((np.cos(t) * _x + np.sin(t) * _y) / length * 6.283 + p)
    side = rng.random() < 0.7
    _warp(scene, -np.sin(t) * w if side else np.cos(t) * w, np.cos(t) * w if side else np.sin(t) * w, scene.oval)


def smooth(scene, strength=None):
    """Any smooth displacement: what liquify brushes and crumpled prints do."""
    rng = scene.rng
    cells = int(rng.integers(3, 8))
    size = _between(rng, 0.2, 0.6, strength) * APART * 3 / cells
    _warp(scene, (noise(rng, SIZE, cells) - 0.5) * 2 * size * 1.5, (noise(rng, SIZE, cells) - 0.5) * 2 * size * 1.5)


def halves(scene, strength=None):
    """One half moved along the middle, across or down."""
    rng = scene.rng
    at = scene.centre("nose") + rng.normal(0, 4, 2)
    step = _between(rng, 0.2, 0.5, strength) * APART * rng.choice([-1, 1])
    t = rng.choice([0, 0, np.pi / 2]) + rng.normal(0, 0.1) if strength is None else 0
    one = ((np.cos(t) * (_x - at[0]) + np.sin(t) * (_y - at[1])) * rng.choice([-1, 1]) > 0).astype(np.float32)
    _warp(scene, -np.sin(t) * step * one, np.cos(t) * step * one, one)


def tiles(scene, strength=None):
    """Squares moved each its own way."""
    rng = scene.rng
    n = int(rng.integers(4, 8)) if strength is None else 5
    most = _between(rng, 0.2, 0.5, strength) * APART
    grid = lambda: cv2.resize(rng.uniform(-1, 1, (n, n)).astype(np.float32), (SIZE, SIZE), interpolation=cv2.INTER_NEAREST) * most
    _warp(scene, grid(), grid(), scene.oval)


def rows(scene, strength=None):
    """Rows or columns moved against each other."""
    rng = scene.rng
    n = int(rng.integers(8, 40))
    step = cv2.resize(rng.uniform(-1, 1, (n, 1)).astype(np.float32), (1, SIZE), interpolation=cv2.INTER_NEAREST) * _between(rng, 0.12, 0.4, strength) * APART
    step = np.repeat(step, SIZE, 1)
    zero = np.zeros_like(step)
    _warp(scene, step, zero, scene.oval) if rng.random() < 0.7 else _warp(scene, zero, step.T, scene.oval)


def _patch(scene, name, grow):
    p = scene.region(name, 1.0)
    ys, xs = np.nonzero(p > 0.5)
    c = np.array([xs.mean(), ys.mean()]) if len(xs) else scene.centre(name)
    return c, (np.ptp(xs) / 2 + 1) * grow + 4, (np.ptp(ys) / 2 + 1) * grow + 4


def _ellipse(c, a, b, edge=0.2):
    return _soft(np.hypot((_x - c[0]) / a, (_y - c[1]) / b), 1.0, edge).astype(np.float32)


def turned(scene, strength=None, names=None):
    """Features turned over, or by some angle, in their places."""
    rng = scene.rng
    if names is None:
        names = (EYES, ("mouth",), (*EYES, "mouth"), (str(rng.choice(FEATURES)),))[int(rng.integers(4))]
    source, turn = scene.image.copy(), rng.random() < 0.35 and strength is None
    angle = rng.uniform(50, 310)
    for name in names:
        c, a, b = _patch(scene, name, rng.uniform(1.15, 1.6))
        if turn:
            a = b = max(a, b) * 0.9
            m = cv2.getRotationMatrix2D((float(c[0]), float(c[1])), angle, 1)
            picture = cv2.warpAffine(source, m, (SIZE, SIZE), borderMode=cv2.BORDER_REFLECT_101)
        else:
            picture = cv2.remap(source, _x, (2 * c[1] - _y).astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
        mask = _ellipse(c, a, b, rng.uniform(0.08, 0.5))
        _paste(scene, picture, mask)


def eyes_over(scene, strength=None):
    turned(scene, strength, EYES)


def mouth_over(scene, strength=None):
    turned(scene, strength, ("mouth",))


def all_over(scene, strength=None):
    turned(scene, strength, EYES + ("mouth",))


def moved(scene, strength=None):
    """A feature pasted where another is, or beside its place; one may be there twice or gone."""
    rng = scene.rng
    source = scene.image.copy()
    for _ in range(int(rng.integers(1, 3))):
        name = str(rng.choice(FEATURES))
        c, a, b = _patch(scene, name, rng.uniform(1.2, 1.5))
        if rng.random() < 0.6:
            to = scene.centre(str(rng.choice([f for f in FEATURES if f != name]))) + rng.normal(0, 5, 2)
        else:
            to = c + np.array([np.cos(t := rng.uniform(0, 6.283)), np.sin(t)]) * rng.uniform(0.25, 0.8) * APART
        picture = cv2.warpAffine(source, np.float32([[1, 0, to[0] - c[0]], [0, 1, to[1] - c[1]]]), (SIZE, SIZE), borderMode=cv2.BORDER_REFLECT_101)
        mask = _ellipse(to, a, b, rng.uniform(0.1, 0.5))
        _paste(scene, picture, mask)


def mirrored(scene, strength=None):
    """One half laid over the other in the mirror, along the nose."""
    rng = scene.rng
    top, low = scene.points[168], scene.points[2]
    along = (low - top) / np.hypot(*(low - top))
    across = np.array([-along[1], along[0]]) * rng.choice([-1, 1])
    at = top + across * (rng.normal(0, 3) if strength is None else 0)
    d = (_x - at[0]) * across[0] + (_y - at[1]) * across[1]
    over = np.maximum(d, 0)
    _warp(scene, -2 * over * across[0], -2 * over * across[1], (np.abs(d) < 0.35 * APART).astype(np.float32))


def fence(scene, strength=None):
    """Bars, wire or a grid before the face."""
    rng = scene.rng
    step, t = _between(rng, 0.22, 0.7, None if strength is None else 0.4) * APART, rng.choice([0, np.pi / 4, rng.uniform(0, np.pi)])
    width = step * rng.uniform(0.12, 0.4)
    bars = np.zeros_like(_x)
    for a in (t, t + np.pi / 2)[: 1 + (rng.random() < 0.7)]:
        p = (np.cos(a) * _x + np.sin(a) * _y + rng.uniform(0, step)) % step
        bars = np.maximum(bars, np.clip((width - np.abs(p - step / 2) * 2) / 2 + 0.5, 0, 1))
    bars = cv2.GaussianBlur(bars, (0, 0), rng.uniform(0.3, 3))
    tone = colour(rng, (0, 0.4), (0.05, 0.9)) * (0.7 + 0.5 * noise(rng, SIZE, 30))[..., None]
    scene.paint(np.clip(tone, 0, 255), bars, covers=0)
    scene.odd = np.maximum(scene.odd, scene.oval)


def drops(scene, strength=None):
    """Drops on the lens: each shows what lies around it, small and upside down, and blurred."""
    rng = scene.rng
    source = scene.image.copy()
    soft = cv2.GaussianBlur(source, (0, 0), rng.uniform(0.5, 3))
    count = int(_between(rng, 10, 60, strength))
    dx, dy, all_ = np.zeros_like(_x), np.zeros_like(_x), np.zeros_like(_x)
    for _ in range(count):
        at, r = rng.uniform(0, SIZE, 2), rng.uniform(4, 22) * (30 / count) ** 0.4
        mask = _ellipse(at, r, r * rng.uniform(0.9, 1.5), 0.3)
        k = -rng.uniform(1.5, 3.5)
        inside = mask > 0
        dx[inside], dy[inside] = ((_x - at[0]) * k)[inside], ((_y - at[1]) * k)[inside]
        all_ = np.maximum(all_, mask)
    picture = cv2.remap(soft, _x + dx, _y + dy, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101) * rng.uniform(0.9, 1.25)
    odd = np.clip(cv2.GaussianBlur(all_, (0, 0), 6) * 2, 0, 1) * scene.oval
    _paste(scene, np.clip(picture, 0, 255), all_, np.where(odd > 0.6, odd, 0))


def watermark(scene, strength=None):
    """Half-transparent lines of words over all of the face."""
    rng = scene.rng
    layer = np.zeros((2 * SIZE, 2 * SIZE), np.uint8)
    word = "".join(rng.choice(list("ABCDEFGHIJKLMNOPRSTUVWXYZabcdefghiklmnoprstu .-"), int(rng.integers(4, 12))))
    size, gap = rng.uniform(0.5, 1.4), rng.uniform(1.4, 2.6)
    for k, y in enumerate(np.arange(10, 2 * SIZE, 24 * size * gap)):
        cv2.putText(layer, (word + "   ") * 8, (-int(rng.uniform(0, 40)) - 25 * (k % 2), int(y)), int(rng.integers(0, 5)), size, 255, 1 + int(size * 2), cv2.LINE_AA)
    m = cv2.getRotationMatrix2D((SIZE, SIZE), rng.choice([0, 30, -30, rng.uniform(-60, 60)]), 1)
    m[:, 2] -= SIZE / 2
    alpha = cv2.warpAffine(layer, m, (SIZE, SIZE)).astype(np.float32) / 255 * _between(rng, 0.35, 0.85, strength)
    scene.paint(np.array([255.0] * 3) if rng.random() < 0.6 else colour(rng), alpha, covers=0)
    scene.odd = np.maximum(scene.odd, scene.oval)


def mild(scene, strength=None):
    """What lenses and near cameras do: never odd."""
    rng = scene.rng
    c = np.array([SIZE / 2, SIZE / 2]) + rng.normal(0, 60, 2)
    u, v = _x - c[0], _y - c[1]
    r2 = (u * u + v * v) / SIZE**2
    k = rng.uniform(-0.12, 0.2) * r2
    cells, size = int(rng.integers(2, 5)), rng.uniform(0, 4)
    kept = scene.odd
    _warp(scene, u * k + (noise(rng, SIZE, cells) - 0.5) * size, v * k + (noise(rng, SIZE, cells) - 0.5) * size)
    scene.odd = kept
    if rng.random() < 0.5:  # another aspect, another height of the camera
        a = np.float32([[rng.uniform(0.9, 1.1), rng.normal(0, 0.04)], [rng.normal(0, 0.04), rng.uniform(0.9, 1.1)]])
        middle = np.array([SIZE / 2, SIZE / 2])
        m = np.hstack([a, (middle - a @ middle)[:, None]])
        scene.image = cv2.warpAffine(scene.image, m, (SIZE, SIZE), borderMode=cv2.BORDER_REFLECT_101)


DISTORTIONS = (swirl, bulge, big_eyes, big_mouth, waves, smooth, halves, tiles, rows, eyes_over, mouth_over, all_over, turned, moved, mirrored, fence, drops, watermark)
