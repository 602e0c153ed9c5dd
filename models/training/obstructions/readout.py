"""From the net's map to visibility per region and a decision: the same arithmetic as `packages/core/src/inspections/obstructions.ts`."""
import cv2
import numpy as np

from geometry import CROP, MAP, REGIONS, region_masks

JUDGED = ("leftEye", "rightEye", "nose", "mouth", "chin")
"""Regions that refuse a photo. Forehead and cheeks are reported: hats, fringes and beards belong there."""
CHIN = 0.2
"""The chin alone refuses under this: collars, hands at the chin and dark goatees are no cover of the face."""


def outside_map(outside):
    """Share of every cell that lies beyond the picture."""
    return cv2.resize(outside.astype(np.float32), (MAP, MAP), interpolation=cv2.INTER_AREA)


def visibility(probabilities, points, outside=None):
    """Visible share 0..1 of each region, from the cover map (32,32) and landmarks in crop pixels."""
    cover = np.asarray(probabilities, np.float32)
    if outside is not None:
        cover = np.maximum(cover, outside_map(outside))
    masks = region_masks(points, MAP, CROP)
    total = masks.sum((1, 2))
    return {name: 1 - float((masks[i] * cover).sum() / total[i]) if total[i] > 0 else 0.0 for i, name in enumerate(REGIONS)}


def score(regions):
    """The least visible judged region; the chin only where it is hardly visible at all."""
    return min(value for name, value in regions.items() if name in JUDGED and (name != "chin" or value < CHIN))
