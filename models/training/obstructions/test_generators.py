"""Checks of the generators on a drawn face: `python3 -m unittest test_generators` (needs the data folder for cut-outs, hands and textures)."""
import json
import unittest
from pathlib import Path

import numpy as np

import textures
from geometry import REGIONS, TABLE, align, apply, crop_transform, region_masks
from occluders import clean, cloth, filters, hair, hands, lenses, masks, things
from scene import MARGIN, SIZE, Scene



def drawn_scene(seed=1):
    """Skin-coloured noise with a canonical mesh."""
    rng = np.random.default_rng(seed)
    side, (cx, cy) = TABLE["crop"]["side"], TABLE["crop"]["centre"]
    points = rng.normal(SIZE / 2, 30, (468, 2))
    known = {int(k): v for k, v in json.loads((Path(__file__).parent / "canonical.json").read_text()).items()}
    known.update({int(k): v for k, v in TABLE["crop"]["anchors"].items()})
    for i, (x, y) in known.items():
        points[i] = [((x - cx) / side + 0.5 + MARGIN) / (1 + 2 * MARGIN) * SIZE, ((cy - y) / side + 0.5 + MARGIN) / (1 + 2 * MARGIN) * SIZE]
    image = np.full((SIZE, SIZE, 3), (190, 150, 130), np.uint8)
    return Scene(image, np.zeros((SIZE, SIZE), bool), points, rng)


class Geometry(unittest.TestCase):
    def test_anchors_land_on_their_places(self):
        scene = drawn_scene()
        m = crop_transform(scene.points)
        found = apply(m, scene.points[[int(i) for i in TABLE["crop"]["anchors"]]])
        side, (cx, cy) = TABLE["crop"]["side"], TABLE["crop"]["centre"]
        wanted = np.array([[((x - cx) / side + 0.5) * 128, ((cy - y) / side + 0.5) * 128] for x, y in TABLE["crop"]["anchors"].values()])
        self.assertLess(np.abs(found - wanted).max(), 0.05)

    def test_outside_of_the_picture_is_known(self):
        scene = drawn_scene()
        _, outside, _ = align(scene.image.astype(np.uint8)[:, : SIZE // 2], scene.points)
        self.assertTrue(outside[:, 100:].all())
        self.assertFalse(outside[:, :28].any())

    def test_every_region_has_cells(self):
        rng = np.random.default_rng(0)
        weights = region_masks(rng.uniform(20, 100, (468, 2)))
        self.assertEqual(weights.shape, (len(REGIONS), 32, 32))


class Labels(unittest.TestCase):
    def test_harmless_things_cover_nothing(self):
        for draw in (clean.shadow, clean.sockets, clean.make_up, clean.closed_eyes, lenses.clear):
            for seed in range(4):
                scene = drawn_scene(seed)
                before = scene.image.copy()
                draw(scene)
                self.assertEqual(float(scene.covered.max()), 0, draw.__name__)
                self.assertGreater(np.abs(scene.image - before).max(), 1, draw.__name__)

    def test_covers_cover_where_they_paint(self):
        draws = [things.bar, things.cup, things.microphone, things.food, things.phone, cloth.scarf, masks.drawn]
        textures.USE_PICTURES = False
        for draw in draws:
            scene = drawn_scene(7)
            before = scene.image.copy()
            draw(scene)
            inside = scene.covered > 0.9
            self.assertTrue(inside.any(), draw.__name__)
            changed = np.abs(scene.image - before).max(2) > 2
            self.assertGreater(changed[inside].mean(), 0.8, draw.__name__)

    def test_dark_lenses_cover_both_eyes(self):
        hits = 0
        for seed in range(12):
            scene = drawn_scene(seed)
            lenses.dark(scene)
            eyes = scene.points[[33, 263]].mean(0)
            hits += scene.covered[int(eyes[1]) - 12 : int(eyes[1]) + 12].max() > 0.9
        self.assertGreaterEqual(hits, 10)

    def test_distortions_say_where_the_face_is_odd(self):
        for draw in filters.DISTORTIONS:
            scene = drawn_scene(3)
            scene.odd = np.zeros_like(scene.covered)
            scene.image += scene.rng.normal(0, 9, scene.image.shape).astype(np.float32)
            before = scene.image.copy()
            draw(scene, 0.5)
            self.assertEqual(float(scene.covered.max()), 0, draw.__name__)
            self.assertGreater(float(scene.odd.max()), 0.5, draw.__name__)
            self.assertGreater(np.abs(scene.image - before).max(), 1, draw.__name__)
        scene = drawn_scene(3)
        scene.odd = np.zeros_like(scene.covered)
        filters.mild(scene)
        self.assertEqual(float(scene.odd.max()), 0)

    def test_same_seed_same_picture(self):
        textures.USE_PICTURES = False
        for draw in (lenses.dark, hair.strands, things.shape):
            a, b = drawn_scene(5), drawn_scene(5)
            draw(a), draw(b)
            self.assertTrue(np.array_equal(a.image, b.image), draw.__name__)
            self.assertTrue(np.array_equal(a.covered, b.covered), draw.__name__)


@unittest.skipUnless((textures.DATA / "hands").exists(), "no data folder")
class Pictures(unittest.TestCase):
    def test_hands_and_cut_outs_cover(self):
        for draw in (hands.hand, masks.cutout):
            covered = 0
            for seed in range(6):
                scene = drawn_scene(seed)
                draw(scene)
                covered += scene.covered.max() > 0.9
            self.assertGreaterEqual(covered, 5, draw.__name__)


if __name__ == "__main__":
    unittest.main()
