"""Random shapes with textures, phones, cups, microphones, food, text, bars, pixelation, blur."""
import cv2
import numpy as np

from scene import SIZE
from textures import colour, noise, pick, procedural, read, texture

FEATURES = ("leftEye", "rightEye", "nose", "mouth", "chin", "cheeks", "forehead")


def goal(scene, spread=10.0):
    """A random place, most often on a feature."""
    rng = scene.rng
    if rng.random() < 0.8:
        return scene.centre(str(rng.choice(FEATURES))) + rng.normal(0, spread, 2)
    return rng.uniform(0, SIZE, 2)


def _blob(rng, radius, points):
    t = np.sort(rng.uniform(0, 2 * np.pi, points))
    r = radius * rng.uniform(0.5, 1.3, points)
    p = np.stack([np.cos(t) * r, np.sin(t) * r * rng.uniform(0.5, 1.5)], 1)
    if rng.random() < 0.6:
        for _ in range(2):
            after = np.roll(p, -1, 0)
            p = np.stack([p * 0.75 + after * 0.25, p * 0.25 + after * 0.75], 1).reshape(-1, 2)
    return p


def shape(scene):
    """A blob, polygon, ellipse or box with any texture; sometimes see-through."""
    rng = scene.rng
    at, radius = goal(scene), rng.uniform(9, 62)
    kind = rng.integers(3)
    if kind == 0:
        p = _blob(rng, radius, int(rng.integers(4, 12))) + at
    elif kind == 1:
        t = np.linspace(0, 6.283, 40)
        p = np.stack([np.cos(t) * radius, np.sin(t) * radius * rng.uniform(0.4, 1)], 1) + at
    else:
        p = cv2.boxPoints(((float(at[0]), float(at[1])), (radius * 2, radius * 2 * rng.uniform(0.15, 1)), rng.uniform(0, 180)))
    alpha = scene.polygon(p)
    if rng.random() < 0.3:
        alpha = cv2.GaussianBlur(alpha, (0, 0), rng.uniform(0.5, 3))
    tone = texture(rng, SIZE)
    if rng.random() < 0.7:
        tone = tone * (0.6 + 0.8 * noise(rng, SIZE, 3))[..., None] * np.clip(scene.brightness() / 130, 0.3, 1.3)
    if rng.random() < 0.5:
        scene.shadow(alpha, rng.uniform(0, 0.5), rng.uniform(1, 8), tuple(rng.normal(0, 4, 2)))
    scene.paint(np.clip(tone, 0, 255), alpha)


def phone(scene):
    """The back or the lit screen of a phone, or a card, held in front."""
    rng = scene.rng
    at = goal(scene, 14)
    w = rng.uniform(7, 8.5) * scene.cm
    h = w * rng.uniform(1.9, 2.2) if rng.random() < 0.7 else w * 0.63
    angle = rng.normal(0, 20) + rng.choice([0, 90, 180])
    shift = rng.uniform(-0.5, 0.5, 2) * (w, h)
    t = np.deg2rad(angle)
    turn = np.array([[np.cos(t), -np.sin(t)], [np.sin(t), np.cos(t)]])
    box = np.array([[-w, -h], [w, -h], [w, h], [-w, h]]) / 2
    r = rng.uniform(0.02, 0.14) * w
    corners = np.concatenate([[c + np.array([np.cos(a), np.sin(a)]) * r - np.sign(c) * r for a in np.linspace(s, s + np.pi / 2, 6)] for c, s in zip(box, (np.pi, 1.5 * np.pi, 0, 0.5 * np.pi))])
    put = lambda p: (np.asarray(p) + shift) @ turn.T + at
    alpha = scene.polygon(put(corners))
    body = np.ones((SIZE, SIZE, 3), np.float32) * colour(rng, (0, 0.5), (0.02, 0.95))
    body *= (0.8 + 0.4 * noise(rng, SIZE, 3))[..., None]
    kind = rng.integers(3)
    if kind == 0:
        screen = scene.polygon(put(corners * [0.92, 0.94]))[..., None]
        body = body * (1 - screen) + texture(rng, SIZE) * screen
    elif kind == 1:
        for _ in range(int(rng.integers(1, 4))):
            spot = put([rng.uniform(-0.4, -0.1, 2) * (w, h)])[0]
            cv2.circle(body, tuple(int(v) for v in spot), int(rng.uniform(2, 7)), colour(rng, (0, 0.2), (0, 0.4)).tolist(), -1, cv2.LINE_AA)
    scene.shadow(alpha, rng.uniform(0, 0.5), rng.uniform(2, 8), (3, 5))
    scene.paint(np.clip(body * np.clip(scene.brightness() / 130, 0.4, 1.3), 0, 255), alpha)


def cup(scene):
    """A cup, glass or can at the mouth."""
    rng = scene.rng
    at = scene.centre("mouth") + rng.normal(0, 6, 2)
    w, h = rng.uniform(5, 9.5) * scene.cm, rng.uniform(7, 13) * scene.cm
    lean = rng.normal(0, 0.25)
    top, low = w / 2, w / 2 * rng.uniform(0.6, 1.05)
    t = np.linspace(0, np.pi, 16)
    p = np.concatenate([np.stack([-np.cos(t) * top, -np.sin(t) * top * 0.2], 1), np.stack([np.cos(t) * low, h + np.sin(t) * low * 0.2], 1)])
    turn = np.array([[np.cos(lean), -np.sin(lean)], [np.sin(lean), np.cos(lean)]])
    p = (p - [0, rng.uniform(-0.1, 0.5) * h]) @ turn.T + at
    alpha = scene.polygon(p)
    x = np.mgrid[0:SIZE, 0:SIZE][1].astype(np.float32)
    round_ = 1.1 - 0.6 * np.clip(np.abs(x - at[0]) / w * 2, 0, 1) ** 2
    tone = (texture(rng, SIZE) if rng.random() < 0.5 else np.ones((SIZE, SIZE, 3), np.float32) * colour(rng)) * round_[..., None]
    scene.shadow(alpha, rng.uniform(0, 0.4), 5, (0, 4))
    scene.paint(np.clip(tone, 0, 255), alpha)


def microphone(scene):
    """A meshed ball on a stick in front of the mouth or chin."""
    rng = scene.rng
    at = scene.centre(str(rng.choice(["mouth", "chin"]))) + rng.normal(0, 7, 2)
    r = rng.uniform(2, 4) * scene.cm
    end = at + np.array([rng.normal(0, 60), rng.uniform(80, 200)])
    stick = scene.line([at, end], r * rng.uniform(0.6, 1.2))
    scene.paint(colour(rng, (0, 0.3), (0.02, 0.5)) * (0.7 + 0.6 * noise(rng, SIZE, 5))[..., None], stick)
    y, x = np.mgrid[0:SIZE, 0:SIZE].astype(np.float32)
    d = np.hypot(x - at[0], y - at[1]) / r
    ball = np.clip((1 - d) * r, 0, 1)
    mesh = 0.75 + 0.25 * np.sign(np.sin(x * 1.7) * np.sin(y * 1.7))
    lit = np.clip(1.2 - np.hypot(x - at[0] + r * 0.3, y - at[1] + r * 0.4) / r, 0.2, 1.2)
    scene.paint(colour(rng, (0, 0.2), (0.1, 0.8)) * (mesh * lit)[..., None], ball)


def food(scene):
    """A few rounded, warm-coloured lumps at the mouth: ice cream, bread, fruit, a lollipop."""
    rng = scene.rng
    at = scene.centre("mouth") + rng.normal(0, 8, 2)
    for _ in range(int(rng.integers(1, 4))):
        alpha = scene.polygon(_blob(rng, rng.uniform(10, 34), 9) + at + rng.normal(0, 10, 2))
        tone = colour(rng, (0.1, 0.9), (0.3, 1)) * (0.6 + 0.7 * noise(rng, SIZE, int(rng.integers(4, 40))))[..., None]
        scene.paint(np.clip(tone, 0, 255), alpha)


def text(scene):
    """Lines of text or a sticker's label over the face: what the strokes hide is covered."""
    rng = scene.rng
    layer = np.zeros((SIZE, SIZE), np.uint8)
    for _ in range(int(rng.integers(1, 5))):
        word = "".join(rng.choice(list("ABCDEFGHIJKLMNOPRSTUVWXYZ0123456789 "), int(rng.integers(3, 14))))
        at = goal(scene, 15) - [rng.uniform(0, 90), 0]
        cv2.putText(layer, word, (int(at[0]), int(at[1])), int(rng.integers(0, 8)), rng.uniform(0.5, 2.2), 255, int(rng.integers(1, 7)), cv2.LINE_AA)
    alpha = layer.astype(np.float32) / 255 * rng.choice([1.0, rng.uniform(0.15, 0.6)])
    scene.paint(colour(rng), alpha, covers=0)
    scene.covered = np.maximum(scene.covered, np.where(alpha > 0.6, alpha, 0))
    scene.ignore((alpha > 0.3) & (alpha <= 0.6))


def bar(scene):
    """A plain bar over the eyes, the mouth or anywhere, as in censored pictures."""
    rng = scene.rng
    if rng.random() < 0.6:
        at = (scene.centre("leftEye") + scene.centre("rightEye")) / 2
        size = (rng.uniform(10, 22) * scene.cm, rng.uniform(2, 5) * scene.cm)
    else:
        at, size = goal(scene), (rng.uniform(5, 25) * scene.cm, rng.uniform(1.5, 7) * scene.cm)
    tone = rng.choice([0, 255]) if rng.random() < 0.7 else colour(rng)
    alpha = scene.polygon(cv2.boxPoints(((float(at[0]), float(at[1])), size, rng.normal(0, 8))))
    scene.paint(np.ones(3) * tone, alpha)


def mosaic(scene):
    """Pixelation or heavy blur of one part."""
    rng = scene.rng
    if rng.random() < 0.3:
        mask = scene.oval
    else:
        at, r = goal(scene), rng.uniform(16, 60)
        box = ((float(at[0]), float(at[1])), (r * 2, r * 2 * rng.uniform(0.4, 1)), 0)
        mask = scene.polygon(cv2.boxPoints(box)) if rng.random() < 0.6 else cv2.ellipse(np.zeros((SIZE, SIZE), np.float32), box, 1, -1)
    if rng.random() < 0.5:
        cells = int(rng.integers(6, 22))
        small = cv2.resize(scene.image, (cells, cells), interpolation=cv2.INTER_AREA)
        tone = cv2.resize(small, (SIZE, SIZE), interpolation=cv2.INTER_NEAREST)
    else:
        tone = cv2.GaussianBlur(scene.image, (0, 0), rng.uniform(10, 25))
    scene.paint(tone, mask)


def cut_object(scene):
    """An object of a photo in front: its picture in a rounded box, as a bottle or a carton would be."""
    rng = scene.rng
    image = read(pick(rng, "objects/trashnet/*", "objects/grocery/*"))
    h, w = image.shape[:2]
    image = image[int(h * 0.15) : int(h * 0.85), int(w * 0.15) : int(w * 0.85)]
    at, long = goal(scene, 14), rng.uniform(6, 18) * scene.cm
    angle, ratio = rng.uniform(0, 2 * np.pi), rng.uniform(0.3, 0.8)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    box = np.array([[-ratio, -1], [ratio, -1], [ratio, 1], [-ratio, 1]]) * long / 2 @ turn.T + at
    h, w = image.shape[:2]
    warp = cv2.getPerspectiveTransform(np.float32([[0, 0], [w, 0], [w, h], [0, h]]), box.astype(np.float32))
    tone = cv2.warpPerspective(image, warp, (SIZE, SIZE), borderMode=cv2.BORDER_REPLICATE).astype(np.float32)
    alpha = scene.polygon(box)
    soft = cv2.GaussianBlur(alpha, (0, 0), rng.uniform(1, 4))
    alpha = np.clip((soft - 0.45) * 6, 0, 1)
    scene.shadow(alpha, rng.uniform(0, 0.4), 5, (2, 4))
    scene.paint(tone * np.clip(scene.brightness() / 140, 0.4, 1.2), alpha)
