"""Portraits, animals, toys and drawings that others painted, rendered or photographed, out of the packages of packages.csv."""
import re
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from materials import texture

RULES = (
    ("wesnoth", "wesnoth-1.16-data", r"/portraits/", "painted"),
    ("naev", "naev-data", r"/gfx/portraits/", "painted"),
    ("flare", "flare-game", r"/images/portraits/", "painted"),
    ("freecol", "freecol", r"/(foundingFathers|monarch)/|doctor-paper", "painted"),
    ("freecol", "freecol", r"/images/units/", "sprite"),
    ("gcompris", "gcompris-qt-data", r"/paintings/", "painted"),
    ("gcompris", "gcompris-qt-data", r"/explore_(farm|world)_animals/", "animal"),
    ("gcompris", "gcompris-qt-data", r"/(categorization|memory|babymatch|lang)/", "drawn"),
    ("gcompris", "gcompris-qt-data", r"/(details|erase|babyshapes|explore_monuments)/", "thing"),
    ("0ad", "0ad-data", r"/portraits/(units|reference)", "rendered"),
    ("0ad", "0ad-data", r"/portraits/(gaia|technologies|structures|emblems)", "thing"),
    ("tuxpaint", "tuxpaint-stamps-default", r"/stamps/.*cartoon", "drawn"),
    ("tuxpaint", "tuxpaint-stamps-default", r"/stamps/animals/(?!.*(cartoon|toys))", "animal"),
    ("tuxpaint", "tuxpaint-stamps-default", r"/stamps/(?!animals|people|medical|symbols/alphabets)(?!.*cartoon)", "thing"),
    ("openclipart", "openclipart-png", r"/png/(people|animals|recreation|unsorted)/", "drawn"),
    ("supertux", "supertux-data", r"/images/creatures/(?!.*small)", "drawn"),
    ("supertuxkart", "supertuxkart-data", r"/data/(karts|gui)/(?!icons)", "drawn"),
    ("fluent", "fluent-emoji-3d", r"/assets/", "emoji"),
)
"""Family, package, what the path holds, kind. Paths begin with the package."""
LEFT_OUT = re.compile(
    r"jeanDeBrebeuf|peterMinuit|atahualpa|geronimo|taoyateduta|bismarck|/victor|happy_boy|man_singing|a_youngster|/enthusiast|golf_drive|"
    r"grandpa_01|coltrane|luther_king|/lang/11[3-5]"
)
"""Photos of people, and drawings that are a photo's tones."""
EMOJI = 8
"""One emoji of so many: the tones of skin make five of one."""
LEAST_SIDE, LONGEST_SIDE = 64, 1280
ALIKE = 0.97
"""Pictures of a family whose faces correlate more are one."""


def opened(path):
    """RGBA, no longer than the side; None where it is no picture or too small."""
    try:
        image = Image.open(path)
        image.seek(0)
        image = image.convert("RGBA")
    except OSError:
        return None
    if max(image.size) > LONGEST_SIDE:
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.LANCZOS)
    small, large = sorted(image.size)
    return np.array(image) if small >= LEAST_SIDE and large <= 5 * small else None


def over(image, ground):
    alpha = image[..., 3:].astype(np.float32) / 255
    return np.ascontiguousarray(np.clip(image[..., :3] * alpha + ground * (1 - alpha), 0, 255).astype(np.uint8))


def ground(rng, image):
    """What a transparent picture lies on: a texture, or one tone, so that a white ground tells nothing."""
    if (image[..., 3] > 250).mean() > 0.97:
        return 255
    return texture(rng, *image.shape[:2]) if rng.random() < 0.75 else rng.choice([255, 240, 0, 128])


def collected(folder, find, crop, seed):
    """Picture, box and group of what `find` takes for a face: as it lies, then moved or mirrored. Group is family:kind."""
    known = {}
    for family, package, pattern, kind in RULES:
        files = [p for p in sorted((Path(folder) / package).rglob("*")) if p.is_file() and re.search(pattern, str(p)[len(str(folder)) :]) and not LEFT_OUT.search(str(p))]
        for number, path in enumerate(files[:: EMOJI if kind == "emoji" else 1]):
            image = opened(path)
            box = find(over(image, 255)) if image is not None else None
            if box is None:
                continue
            small = cv2.cvtColor(crop(over(image, 255), box, 24), cv2.COLOR_RGB2GRAY).astype(np.float64).ravel()
            small = (small - small.mean()) / (small.std() + 1e-6) / 24
            alike = known.setdefault(family, [])
            if any(small @ other > ALIKE for other in alike):
                continue
            alike.append(small)
            rng = np.random.default_rng([seed, number, *kind.encode()])
            yield rng, over(image, ground(rng, image)), box, f"{family}:{kind}"
            again = over(image, ground(rng, image))
            size = box[2:] * np.exp(rng.normal(0, 0.12))
            x, y = box[:2] + box[2:] / 2 + rng.normal(0, 0.08, 2) * box[2:] - size / 2
            if rng.random() < 0.5:
                again, x = np.ascontiguousarray(again[:, ::-1]), again.shape[1] - x - size[0]
            yield rng, again, np.array([x, y, *size]), f"{family}:{kind}"
