"""Generated people cut out of their pictures (GrabCut), so that they can stand in front of other things."""
import cv2
import numpy as np

from landmarks import Detector
from materials import listing, read

SIDE = 256
"""Height of a stored cut-out's square, in pixels."""


def cut_out(image, box):
    """RGBA square of SIDE with the face's box in it, or None where the cut is implausible."""
    h, w = image.shape[:2]
    x, y, bw, bh = box
    if bw < 0.22 * w or bh < 0.25 * h or x < 0.05 * w or x + bw > 0.95 * w or y < 0.06 * h:
        return None
    k = SIDE / max(w, h)
    image = cv2.resize(image, (int(w * k), int(h * k)), interpolation=cv2.INTER_AREA)
    h, w = image.shape[:2]
    x, y, bw, bh = x * k, y * k, bw * k, bh * k
    small = cv2.resize(image, (w // 2, h // 2), interpolation=cv2.INTER_AREA)
    mask = np.full(small.shape[:2], cv2.GC_PR_BGD, np.uint8)
    cx, cy = (x + bw / 2) / 2, (y + bh / 2) / 2
    fw, fh = bw / 2, bh / 2
    cv2.ellipse(mask, (int(cx), int(cy - 0.05 * fh)), (int(0.85 * fw), int(0.85 * fh)), 0, 0, 360, cv2.GC_PR_FGD, -1)
    cv2.rectangle(mask, (int(cx - 1.0 * fw), int(cy + 0.75 * fh)), (int(cx + 1.0 * fw), small.shape[0]), cv2.GC_PR_FGD, -1)
    cv2.rectangle(mask, (0, 0), (small.shape[1], 2), cv2.GC_BGD, -1)
    for x0, x1 in ((0, 4), (small.shape[1] - 4, small.shape[1])):
        mask[: int(cy + 0.3 * fh), x0:x1] = cv2.GC_BGD
    cv2.ellipse(mask, (int(cx), int(cy)), (int(0.42 * fw), int(0.5 * fh)), 0, 0, 360, cv2.GC_FGD, -1)
    cv2.rectangle(mask, (int(cx - 0.25 * fw), int(cy + 0.4 * fh)), (int(cx + 0.25 * fw), small.shape[0]), cv2.GC_FGD, -1)
    # GrabCut draws from one state for all: no picture's cut shall hang on what was cut before.
    cv2.setRNGSeed(5)
    try:
        cv2.grabCut(small, mask, None, np.zeros((1, 65)), np.zeros((1, 65)), 4, cv2.GC_INIT_WITH_MASK)
    except cv2.error:
        return None
    sure = ((mask == cv2.GC_FGD) | (mask == cv2.GC_PR_FGD)).astype(np.uint8)
    sure = cv2.morphologyEx(sure, cv2.MORPH_OPEN, np.ones((3, 3)))
    sure = cv2.morphologyEx(sure, cv2.MORPH_CLOSE, np.ones((5, 5)))
    count, parts, stats, _ = cv2.connectedComponentsWithStats(sure)
    if count < 2:
        return None
    sure = (parts == 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))).astype(np.uint8)
    head = sure[int(max(0, cy - 0.5 * fh)) : int(cy + 0.45 * fh), int(max(0, cx - 0.42 * fw)) : int(cx + 0.42 * fw)]
    top = sure[:2].mean()
    sides = sure[: int(cy), [0, -1]].mean()
    if head.mean() < 0.93 or top > 0.35 or sides > 0.3:
        return None
    alpha = cv2.GaussianBlur(cv2.resize(sure.astype(np.float32), (w, h), interpolation=cv2.INTER_LINEAR), (0, 0), 1.5)
    alpha = np.clip((alpha - 0.35) / 0.45, 0, 1)
    rgba = np.dstack([image, (alpha * 255).astype(np.uint8)])
    return np.ascontiguousarray(rgba), np.array([x, y, bw, bh], np.float32)


class People:
    """The people of generated pictures, in an order that mixes the folders; each is cut out when it is first asked for."""

    def __init__(self):
        self.paths = np.random.default_rng(5).permutation(listing("faces/*/*.jpg"))
        self.detector = Detector()
        self.known = {}

    def __len__(self):
        return len(self.paths)

    def get(self, i):
        """RGBA uint8 and the face's box: of picture `i`, or of the next one whose single face can be cut out."""
        for at in range(i, i + len(self.paths)):
            at %= len(self.paths)
            if at not in self.known:
                self.known[at] = self._cut(str(self.paths[at]))
            if self.known[at] is not None:
                return self.known[at]
        raise LookupError("no picture's face can be cut out")

    def _cut(self, path):
        image = read(path)
        found = self.detector.faces(image)
        # Whole pixels: the box's last bits hang on the processor, and a cut-out's edge on them.
        return cut_out(image, np.round(found[0][0])) if len(found) == 1 else None
