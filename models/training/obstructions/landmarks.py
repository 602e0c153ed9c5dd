"""Faces and their 468 landmarks by the product's own detector and landmarker (ONNX, CPU)."""
import argparse
import os
from pathlib import Path

import cv2
import numpy as np
import onnxruntime as ort

DIST = Path(os.environ.get("LIVEPHOTO_MODELS", Path(__file__).resolve().parents[3] / "packages" / "models" / "dist"))


def _session(path):
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


class Landmarker:
    """FaceMesh on a turned square of a picture, the answer in the picture's pixels."""

    def __init__(self, dist=DIST):
        self.net = _session(Path(dist) / "face-landmarker.onnx")
        entry = self.net.get_inputs()[0]
        self.name, self.channels_first = entry.name, entry.shape[1] == 3

    def look(self, image, centre, side, roll=0.0):
        """Landmarks (468,2) and the face flag (0..1) in the square around `centre`, `side` long, turned by `roll` radians."""
        c, s, k = np.cos(roll), np.sin(roll), side / 192
        m = np.array([[c * k, -s * k, 0], [s * k, c * k, 0]])
        m[:, 2] = np.asarray(centre) - m[:, :2] @ [96, 96]
        over = int(np.clip(np.floor(k), 1, 6))
        half = (m[:, :2] / over) @ np.full(2, (1 - over) / 2)
        big = cv2.warpAffine(image, np.hstack([m[:, :2] / over, (m[:, 2] + half)[:, None]]), (192 * over, 192 * over), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
        if over > 1:
            big = cv2.resize(big, (192, 192), interpolation=cv2.INTER_AREA)
        x = big.astype(np.float32)[None] / 255
        if self.channels_first:
            x = x.transpose(0, 3, 1, 2)
        landmarks, presence = self.net.run(["landmarks", "presence"], {self.name: np.ascontiguousarray(x)})
        points = landmarks.reshape(468, 3)[:, :2] @ m[:, :2].T + m[:, 2]
        return points, 1 / (1 + np.exp(-float(presence.reshape(-1)[0])))

    def refine(self, image, points):
        """A second look, upright, from the landmarks of a first."""
        right, left = points[[33, 133]].mean(0), points[[362, 263]].mean(0)
        roll = np.arctan2(*(left - right)[::-1])
        c, s = np.cos(-roll), np.sin(-roll)
        turned = points @ np.array([[c, s], [-s, c]])
        low, high = turned.min(0), turned.max(0)
        centre = np.array([[c, s], [-s, c]]) @ ((low + high) / 2)
        return self.look(image, centre, 1.5 * (high - low).max(), roll)


class Detector:
    """The largest sure face of a picture."""

    def __init__(self, dist=DIST):
        self.net = _session(Path(dist) / "face-detector.onnx")
        self.name = self.net.get_inputs()[0].name
        self.priors = _priors()

    def faces(self, image, threshold=0.6):
        """Boxes x, y, w, h (pixels) and scores, best first."""
        h, w = image.shape[:2]
        x = (cv2.resize(image, (320, 240)).astype(np.float32) - 127) / 128
        logits, offsets = self.net.run(["logits", "offsets"], {self.name: x.transpose(2, 0, 1)[None].copy()})
        scores = 1 / (1 + np.exp(logits[0][:, 0] - logits[0][:, 1]))
        p = self.priors
        middle = offsets[0][:, :2] * 0.1 * p[:, 2:] + p[:, :2]
        size = np.exp(offsets[0][:, 2:] * 0.2) * p[:, 2:]
        boxes = np.concatenate([middle - size / 2, middle + size / 2], 1)
        keep = scores > threshold
        found = boxes[keep] * [w, h, w, h]
        xywh = np.concatenate([found[:, :2], found[:, 2:] - found[:, :2]], 1)
        order = cv2.dnn.NMSBoxes(xywh.tolist(), scores[keep].tolist(), threshold, 0.4)
        return [(xywh[i], float(scores[keep][i])) for i in np.array(order).reshape(-1)]


def _priors():
    out = []
    for step, sizes in zip((8, 16, 32, 64), ((10, 16, 24), (32, 48), (64, 96), (128, 192, 256))):
        for j in range(int(np.ceil(240 / step))):
            for i in range(int(np.ceil(320 / step))):
                out += [((i + 0.5) * step / 320, (j + 0.5) * step / 240, s / 320, s / 240) for s in sizes]
    return np.array(out)


def find(image, detector, landmarker):
    """Landmarks and flag of the largest face, or of the middle of the picture when no face is found; and the detector's score."""
    faces = detector.faces(image)
    h, w = image.shape[:2]
    if faces:
        box, score = max(faces, key=lambda f: f[0][2] * f[0][3])
        centre, side = box[:2] + box[2:] / 2, 1.5 * max(box[2:])
    else:
        centre, side, score = np.array([w / 2, h / 2]), 1.0 * min(h, w), 0.0
    points, flag = landmarker.look(image, centre, side)
    points, flag = landmarker.refine(image, points)
    return points, flag, score


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pictures", nargs="+", help="files")
    parser.add_argument("--out", required=True, help="NPZ: names, points, flags, scores")
    args = parser.parse_args()
    detector, landmarker = Detector(), Landmarker()
    names, points, flags, scores = [], [], [], []
    for i, path in enumerate(args.pictures):
        image = cv2.imread(path)
        if image is None:
            continue
        p, f, s = find(image[..., ::-1].copy(), detector, landmarker)
        names.append(path), points.append(p.astype(np.float32)), flags.append(f), scores.append(s)
        if i % 200 == 0:
            print(f"{i}/{len(args.pictures)}", flush=True)
    np.savez(args.out, names=np.array(names), points=np.array(points), flags=np.array(flags), scores=np.array(scores))


if __name__ == "__main__":
    main()
