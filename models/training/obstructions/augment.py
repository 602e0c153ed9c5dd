"""What cameras, networks and light do to a picture: never a cover."""
import cv2
import numpy as np

from textures import colour


def photograph(image, rng):
    """RGB float 0..255 through a random phone, webcam or re-encoding; returns uint8."""
    size = image.shape[0]
    out = image
    if rng.random() < 0.75:
        out = 255 * np.clip(out / 255, 0, 1) ** rng.uniform(0.55, 1.7)
    if rng.random() < 0.6:
        out = (out - 128) * rng.uniform(0.6, 1.35) + 128 + rng.uniform(-35, 35)
    if rng.random() < 0.1:  # hardly any light
        out = np.clip(out, 0, 255) * rng.uniform(0.12, 0.5)
    if rng.random() < 0.5:
        out = out * (1 + rng.uniform(-0.18, 0.18, 3))
    if rng.random() < 0.12:
        cast = colour(rng, (0.2, 0.9), (0.6, 1)) / 200
        out = out * cast
    roll = rng.random()
    if roll < 0.1:
        out = np.repeat(out.mean(2, keepdims=True), 3, 2)
    elif roll < 0.35:
        grey = out.mean(2, keepdims=True)
        out = grey + (out - grey) * rng.uniform(0.3, 1.6)
    out = np.clip(out, 0, 255).astype(np.float32)
    if rng.random() < 0.12:
        k = int(rng.integers(3, 9))
        kernel = np.zeros((k, k), np.float32)
        t = rng.uniform(0, np.pi)
        for i in np.linspace(-k / 2, k / 2, 20):
            kernel[int(np.clip(k / 2 + np.sin(t) * i, 0, k - 1)), int(np.clip(k / 2 + np.cos(t) * i, 0, k - 1))] += 1
        out = cv2.filter2D(out, -1, kernel / kernel.sum())
    if rng.random() < 0.45:
        small = int(size * rng.uniform(0.28, 0.9))
        out = cv2.resize(out, (small, small), interpolation=cv2.INTER_AREA)
    if rng.random() < 0.5:
        noise = rng.normal(0, rng.uniform(1, 14), out.shape).astype(np.float32)
        if rng.random() < 0.5:
            noise = cv2.GaussianBlur(noise, (0, 0), 0.7) * 1.5
        out = np.clip(out + noise, 0, 255)
    if rng.random() < 0.25:
        out = np.clip(out + (out - cv2.GaussianBlur(out, (0, 0), 1.2)) * rng.uniform(0.3, 1.5), 0, 255)
    out = out.astype(np.uint8)
    if rng.random() < 0.6:
        _, code = cv2.imencode(".jpg", np.ascontiguousarray(out), [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(20, 96))])
        out = cv2.imdecode(code, cv2.IMREAD_COLOR)
    if out.shape[0] != size:
        out = cv2.resize(out, (size, size), interpolation=int(rng.choice([cv2.INTER_LINEAR, cv2.INTER_CUBIC])))
    return out
