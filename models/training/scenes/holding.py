"""How a thing stands in a scene: in perspective, with a shadow, with fingers and hands over its edge."""
import cv2
import numpy as np

from materials import blend, pick, skin
from shapes import hand


def drawn_fingers(rng, image, edge, towards, width):
    """Fingertips that reach over an edge: `edge` is where they cross it, `towards` points into the object."""
    tone = skin(rng)
    h, w = image.shape[:2]
    normal = np.array([-towards[1], towards[0]])
    for i in range(int(rng.integers(1, 5))):
        start = np.asarray(edge) + normal * width * 1.15 * i - towards * width * rng.uniform(2, 5)
        end = np.asarray(edge) + normal * (width * 1.15 * i + rng.normal(0, 0.2) * width) + towards * width * rng.uniform(0.2, 1.8)
        mask = np.zeros((h, w), np.uint8)
        cv2.line(mask, tuple(int(v) for v in start), tuple(int(v) for v in end), 255, max(2, int(width)), cv2.LINE_AA)
        alpha = cv2.GaussianBlur(mask, (0, 0), 0.8).astype(np.float32) / 255
        shade = cv2.distanceTransform((mask > 127).astype(np.uint8), cv2.DIST_L2, 3)
        shade = 0.65 + 0.4 * np.clip(shade / (0.5 * width), 0, 1)
        shadow = cv2.GaussianBlur(np.roll(alpha, (2, 2), (0, 1)), (0, 0), 2)
        blend(image, np.zeros(3, np.float32), shadow * 0.35)
        blend(image, np.clip(tone * shade[..., None], 0, 255), alpha)


def real_hand(rng, image, at, towards, size):
    """A hand from a picture, its fingers at `at`, pointing `towards`."""
    found = hand(pick(rng, "hands/on-white/*"))
    if found is None:
        return
    picture, alpha = found
    h, w = image.shape[:2]
    k = size / max(picture.shape[:2])
    # The hands hang from the top with the fingers down.
    angle = np.arctan2(towards[1], towards[0]) - np.pi / 2 + rng.normal(0, 0.3)
    c, s = np.cos(angle) * k, np.sin(angle) * k
    tip = np.array([picture.shape[1] / 2, picture.shape[0] * rng.uniform(0.8, 1.0)])
    flip = rng.choice([-1, 1])
    m = np.array([[c * flip, -s, 0], [s * flip, c, 0]], np.float32)
    m[:, 2] = np.asarray(at) - m[:, :2] @ tip
    a = cv2.warpAffine(alpha, m, (w, h), flags=cv2.INTER_AREA)
    p = cv2.warpAffine(picture * rng.uniform(0.55, 1.05), m, (w, h), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
    blend(image, p, a)


def place(rng, scene, body, alpha, centre, extent, target, scale):
    """Puts an object into a scene in perspective; answers its alpha there."""
    h, w = scene.shape[:2]
    sw, sh = extent
    k = scale
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], np.float32) * [sw / 2, sh / 2]
    turn = rng.normal(0, 0.09) if rng.random() < 0.85 else rng.normal(0, 0.35)
    c, s = np.cos(turn), np.sin(turn)
    tilt = rng.normal(0, 0.10, 2)
    out = corners @ np.array([[c, s], [-s, c]]) * k
    depth = 1 + (corners[:, 0] / sw * 2 * tilt[0] + corners[:, 1] / sh * 2 * tilt[1])
    out = (out / depth[:, None] + target).astype(np.float32)
    m = cv2.getPerspectiveTransform((corners + centre).astype(np.float32), out)
    flags = cv2.INTER_AREA if k < 0.8 else cv2.INTER_LINEAR
    a = cv2.warpPerspective(alpha, m, (w, h), flags=flags)
    p = cv2.warpPerspective(body, m, (w, h), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    if rng.random() < 0.6:
        shift = rng.normal(0, 6, 2).astype(int)
        shadow = cv2.GaussianBlur(np.roll(a, tuple(shift), (0, 1)), (0, 0), rng.uniform(2, 12))
        blend(scene, np.zeros(3, np.float32), shadow * rng.uniform(0.1, 0.6))
    blend(scene, p, a)
    return a


def edge_of(alpha):
    solid = (alpha > 0.5).astype(np.uint8)
    # The frame of the picture is no border of the object.
    grown = cv2.copyMakeBorder(solid, 2, 2, 2, 2, cv2.BORDER_REPLICATE)
    return (cv2.dilate(grown, np.ones((3, 3))) - cv2.erode(grown, np.ones((3, 3))))[2:-2, 2:-2].astype(np.float32)


def holders(rng, scene, alpha):
    """Fingers and hands at the object's border."""
    ys, xs = np.where(edge_of(alpha) > 0)
    if len(ys) < 20:
        return
    middle = np.array([np.average(np.arange(scene.shape[1]), weights=alpha.sum(0) + 1e-6), np.average(np.arange(scene.shape[0]), weights=alpha.sum(1) + 1e-6)])
    span = np.sqrt(alpha.sum())
    for _ in range(int(rng.choice([1, 2], p=[0.6, 0.4]))):
        low = np.where(ys > np.quantile(ys, 0.45))[0] if rng.random() < 0.75 else np.arange(len(ys))
        i = int(rng.choice(low))
        at = np.array([xs[i], ys[i]], float)
        towards = middle - at
        towards /= max(1e-6, np.linalg.norm(towards))
        if abs(towards[0]) > abs(towards[1]):
            towards = np.array([np.sign(towards[0]), 0.0])
        else:
            towards = np.array([0.0, np.sign(towards[1])])
        if rng.random() < 0.55:
            drawn_fingers(rng, scene, at, towards, span * rng.uniform(0.04, 0.11))
        else:
            real_hand(rng, scene, at + towards * span * rng.uniform(0.0, 0.12), towards, span * rng.uniform(0.5, 1.1))
