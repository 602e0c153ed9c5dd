"""One scene: a person in a room, or a picture of one on a screen, on paper, cut out."""
import cv2
import numpy as np

from holding import holders, place, real_hand
from materials import blend, capture, clouds, colour, texture
from rooms import chair, room
from things import cutout_object, paper_object, recaptured, screen_object

KINDS = ("open", "screen", "paper", "cut-out")
CANVAS = 256
CONTENT = 240
STORED = 144
"""Side of a picture in pixels: four times the face's longer side or less where the photo ends, and a margin of a tenth."""


def photograph_of(people, rng, size, face_share=None, busy=None):
    """A person in a room: RGB float (size,size,3), the face's box, the person's alpha, and how far the picture reaches."""
    rgba, box = people.get(int(rng.integers(len(people))))
    share = face_share or float(np.exp(rng.uniform(np.log(0.17), np.log(0.55))))
    k = share * size / max(box[2:])
    picture = cv2.resize(rgba, None, fx=k, fy=k, interpolation=cv2.INTER_AREA if k < 1 else cv2.INTER_LINEAR).astype(np.float32)
    face = box * k
    if rng.random() < 0.5:
        picture = picture[:, ::-1]
        face = np.array([picture.shape[1] - face[0] - face[2], face[1], face[2], face[3]])
    cx = size / 2 + rng.normal(0, 0.03) * size
    cy = size * rng.uniform(0.42, 0.56)
    dx, dy = int(cx - face[0] - face[2] / 2), int(cy - face[1] - face[3] / 2)
    h, w = picture.shape[:2]
    place = np.float32([[1, 0, dx], [0, 1, dy]])
    layer = cv2.warpAffine(picture[..., :3], place, (size, size), borderMode=cv2.BORDER_REPLICATE)
    alpha = cv2.warpAffine(picture[..., 3], place, (size, size)) / 255
    box = np.array([face[0] + dx, face[1] + dy, face[2], face[3]])
    if dy + h < size + 4:
        # The body goes on under the edge of the picture that it was cut from: shoulders and a shirt of its colour.
        rows = np.arange(size, dtype=np.float32)[:, None]
        seam = dy + h
        alpha *= np.clip((seam - 1 - rows) / (0.08 * face[3] + 2), 0, 1)
        torso = _torso(rng, size, box)
        shirt = layer[max(0, min(size - 1, int(seam) - 4))][alpha[max(0, min(size - 1, int(seam - 0.12 * face[3])))] > 0.5]
        tone = shirt.mean(0) if len(shirt) > 4 and rng.random() < 0.6 else colour(rng, (0, 0.8), (0.03, 0.95))
        cloth = texture(rng, size, size)
        shirted = np.clip(tone + (cloth - cloth.mean((0, 1))) * rng.uniform(0, 0.4), 0, 255) * (1 - 0.35 * clouds(rng, size, size, 4)[..., None])
        both = np.maximum(alpha, torso)
        layer = layer * alpha[..., None] + shirted.astype(np.float32) * (1 - alpha[..., None])
        alpha = both
    limits = (0, 0, size, size)
    if rng.random() < 0.2 and face_share is None:
        # The picture as it was generated, with its own background, as far as it reaches.
        image = cv2.warpAffine(picture[..., :3], place, (size, size), borderMode=cv2.BORDER_REPLICATE)
        limits = (max(0, dx + 2), max(0, dy + 2), min(size, dx + w - 2), min(size, dy + h - 2))
    else:
        image = room(rng, size, size, busy)
        if rng.random() < 0.25:
            chair(rng, image, box)
        gain = image.mean() / max(30, (layer * alpha[..., None]).sum() / max(1, alpha.sum() * 3))
        layer = np.clip(layer * np.clip(gain, 0.6, 1.5) ** rng.uniform(0, 0.7), 0, 255)
        blend(image, layer, alpha)
    return image, box, alpha, limits


def _torso(rng, size, box):
    """Alpha of shoulders and arms under a face."""
    x, y, w, h = box
    cx, chin = x + w / 2 + rng.normal(0, 0.06) * w, y + h
    half = w * rng.uniform(1.15, 1.75)
    neck = w * rng.uniform(0.3, 0.45)
    drop = h * rng.uniform(0.12, 0.5)
    top = chin + h * rng.uniform(-0.08, 0.12)
    lean = rng.normal(0, 0.08) * h
    p = [(cx - neck, top), (cx + neck, top), (cx + 0.75 * half, top + 0.6 * drop + lean), (cx + half, top + 1.7 * drop + lean), (cx + half * rng.uniform(0.95, 1.3), size + 40), (cx - half * rng.uniform(0.95, 1.3), size + 40), (cx - half, top + 1.7 * drop - lean), (cx - 0.75 * half, top + 0.6 * drop - lean)]
    mask = np.zeros((size, size), np.uint8)
    cv2.fillPoly(mask, [np.array(p).astype(np.int32)], 255, cv2.LINE_AA)
    mask = cv2.GaussianBlur(mask, (0, 0), max(0.6, 0.05 * w))
    return np.clip((mask.astype(np.float32) / 255 - 0.35) / 0.3, 0, 1)


def sample(people, rng, name):
    """A photo (h,w,3) uint8 RGB around a face, at most STORED wide and high, of a kind."""
    size = CANVAS
    limits = (0, 0, size, size)
    if name == "open":
        image, box, _, limits = photograph_of(people, rng, size)
        if rng.random() < 0.12:  # a hand near the face is no attack
            side = rng.choice([-1, 1])
            real_hand(rng, image, np.array([box[0] + box[2] / 2 + side * box[2] * rng.uniform(0.5, 1.2), box[1] + box[3] * rng.uniform(0.3, 1.3)]), np.array([-side * 0.5, -0.85]), box[3] * rng.uniform(0.6, 1.2))
    else:
        content, face, person, _ = photograph_of(people, rng, CONTENT, face_share=rng.uniform(0.28, 0.6) if name != "cut-out" else rng.uniform(0.3, 0.45))
        content = recaptured(rng, content, "screen" if name == "screen" else "paper")
        made = screen_object(rng, content) if name == "screen" else paper_object(rng, content) if name == "paper" else cutout_object(rng, content, person, face)
        if made is None:
            return sample(people, rng, name)
        body, alpha, centre, extent = made
        if rng.random() < (0.35 if name != "cut-out" else 0.5):  # somebody holds it before themselves
            scene, *_ = photograph_of(people, rng, size)
        else:
            scene = room(rng, size, size)
        # The printed face takes this share of the canvas.
        face_share = np.exp(rng.uniform(np.log(0.2), np.log(0.5)))
        k = face_share * size / max(face[2:])
        offset = np.array([face[0] + face[2] / 2 - CONTENT / 2, face[1] + face[3] / 2 - CONTENT / 2 * 0.97])
        target = np.array([size / 2, size * 0.49]) + rng.normal(0, 0.02, 2) * size
        if name != "cut-out":
            target = target - offset * k
        alpha_there = place(rng, scene, body, alpha, centre, extent, target, k)
        if rng.random() < 0.5:
            holders(rng, scene, alpha_there)
        image = scene
        middle = np.array([size / 2, size * 0.49])
        box = np.array([middle[0] - face[2] * k / 2, middle[1] - face[3] * k / 2, face[2] * k, face[3] * k])
    # The frame of the photo around the face, then the product's view of it.
    cx, cy = box[0] + box[2] / 2 + rng.normal(0, 0.04) * box[2], box[1] + box[3] / 2 + rng.normal(0, 0.04) * box[3]
    left, right, up, down = (np.exp(rng.uniform(np.log(0.62), np.log(2.6))) for _ in range(4))
    if rng.random() < 0.4:
        left = right = up = down = 9
    f = max(box[2:])
    x0, x1 = max(limits[0], cx - left * f), min(limits[2], cx + right * f)
    y0, y1 = max(limits[1], cy - up * f), min(limits[3], cy + down * f)
    side = 1.1 * min(4 * f, 2 * max(cx - x0, x1 - cx, cy - y0, y1 - cy))
    k = STORED / side
    m = np.float32([[k, 0, STORED / 2 - k * cx], [0, k, STORED / 2 - k * cy]])
    inside = np.zeros((size, size), np.uint8)
    inside[int(y0) : int(y1), int(x0) : int(x1)] = 1
    shot = capture(rng, image)
    over = max(1, int(1 / k))
    if over > 1:
        shot = cv2.blur(shot, (over, over))
    view = cv2.warpAffine(shot, m, (STORED, STORED), flags=cv2.INTER_LINEAR)
    seen = cv2.warpAffine(inside, m, (STORED, STORED), flags=cv2.INTER_NEAREST)
    rows, columns = np.where(seen > 0)
    if len(rows) == 0:
        return sample(people, rng, name)
    return view[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
