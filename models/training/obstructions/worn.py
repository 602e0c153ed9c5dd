"""Cuts the sunglasses and masks that generated faces wear, so that other faces can wear them too."""
import cv2
import numpy as np

from faces import WORK, Faces
from scene import SIZE, Scene


def natural_regions(scene, kind):
    """Where the thing surely is, and how far it may reach."""
    if kind == "sunglasses":
        sure = scene.region("leftEye", 1.15) + scene.region("rightEye", 1.15)
        p = scene.points
        eyes = p[[70, 63, 105, 66, 107, 336, 296, 334, 293, 300, 356, 454, 345, 346, 347, 348, 4, 119, 118, 117, 116, 234, 127]]
        around = cv2.dilate(scene.polygon(cv2.convexHull(eyes.astype(np.float32))[:, 0]), np.ones((9, 9)))
    else:
        p = scene.points
        lower = p[[132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288, 361]]
        sure = cv2.erode(scene.polygon(np.concatenate([lower, p[[425, 278, 4, 48, 205]]])), np.ones((9, 9)))
        around = cv2.dilate(scene.polygon(np.concatenate([p[[234, 93]], lower, p[[323, 454, 347, 6, 118]]])), np.ones((15, 15)))
    return np.clip(sure, 0, 1), np.clip(around, 0, 1)


def cut(faces, index, kind):
    """Coverage (uint8) of the thing, by GrabCut between those two."""
    pixels, outside, points = faces.get(index)
    sure, around = natural_regions(Scene(pixels, outside, points, None), kind)
    mask = np.full((SIZE, SIZE), cv2.GC_BGD, np.uint8)
    mask[around > 0.5] = cv2.GC_PR_BGD if kind == "sunglasses" else cv2.GC_PR_FGD
    mask[sure > 0.5] = cv2.GC_FGD
    cv2.setRNGSeed(1)
    cv2.grabCut(np.ascontiguousarray(pixels[..., ::-1]), mask, None, np.zeros((1, 65)), np.zeros((1, 65)), 4, cv2.GC_INIT_WITH_MASK)
    found = ((mask == cv2.GC_FGD) | (mask == cv2.GC_PR_FGD)).astype(np.uint8)
    found = cv2.morphologyEx(found, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    found = cv2.morphologyEx(found, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    return (cv2.GaussianBlur(found.astype(np.float32), (0, 0), 0.8) * 255).astype(np.uint8)


def prepare():
    faces = Faces()
    out = {}
    for kind in ("sunglasses", "mask"):
        out[kind] = faces.by[kind]
        out[kind + "_alpha"] = np.array([cut(faces, i, kind) for i in faces.by[kind]])
    np.savez(WORK / "worn.npz", **out)
    return out


if __name__ == "__main__":
    prepare()
