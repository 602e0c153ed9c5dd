/**
 * Whether eyes, nose and mouth can each be made out where the rest of the face can: a smear, a drop or a finger at the edge of
 * the lens blurs a part alone, and nothing covers it.
 */
import type { Region } from '../../contract/report.ts';
import { type AlignedPicture, meanOver, type Zone, zoneOf } from './aligned-picture.ts';
import { component } from './component.ts';
import { type ByDirection, differences } from './differences.ts';
import { type Anchors, regionDetail as anchors, lineAnchors, partOfLevel, reliefAnchors } from './tuning.ts';

/** Detail of a region, 0..100, 50 where it can no longer be made out; of regions that detail is measured of. */
export type RegionDetail = Readonly<Partial<Record<Region, number>>>;

const zones = {
  leftEye: zoneOf(1, 5.2, 1.4, 4),
  rightEye: zoneOf(-5.2, -1, 1.4, 4),
  nose: zoneOf(-2.2, 2.2, -3, 1.5),
  mouth: zoneOf(-3.2, 3.2, -6.2, -3),
} as const satisfies Partial<Record<Region, Zone>>;

/** Between the lids alone, where brow and rim of what covers an eye do not count. */
const lids = { left: zoneOf(1.8, 4.5, 1.9, 3.4), right: zoneOf(-4.5, -1.8, 1.9, 3.4) } as const;

/**
 * @param contrast Of `exposure`: how much features stand out in the whole face, in levels.
 * @param eyesInside Whether both eyes lie in the picture: beyond its edge nothing is drawn.
 */
export function regionDetail(picture: AlignedPicture, contrast: number, eyesInside = true): RegionDetail {
  // Skin alike, as of a plaster or painted over, lacks what lids and iris draw; beside the other eye, for light may come from one side.
  const left = eyesInside ? linesOf(picture, lids.left) : 1;
  const right = eyesInside ? linesOf(picture, lids.right) : 1;
  const read = (zone: Zone, { fineness, strength }: { fineness: Anchors; strength: Anchors }) => {
    const near = meanOf(differences(picture, 'smooth', 2, zone));
    const far = meanOf(differences(picture, 'smooth', 6, zone));
    // Where nothing changes these are no numbers, and components of 0.
    const fine = near / far;
    const strong = (fine * Math.sqrt(near)) / contrast;
    const blurred = Math.max(component(fine, fineness), component(strong, strength));
    // Grain is fine and strong enough where nothing else is: under a veil, under a finger.
    return Math.min(blurred, component(Math.sqrt(far) / contrast, reliefAnchors));
  };
  return {
    leftEye: Math.min(read(zones.leftEye, anchors.eye), component(left / right, lineAnchors)),
    rightEye: Math.min(read(zones.rightEye, anchors.eye), component(right / left, lineAnchors)),
    nose: read(zones.nose, anchors.noseOrMouth),
    mouth: read(zones.mouth, anchors.noseOrMouth),
  };
}

/**
 * Detail of regions, less what eyes at two heights say of both. Over a mask or a hand the mesh leans, and its eyes with it.
 *
 * @param level As of `measureQuality`.
 * @param visible Shares in sight, 0..1.
 */
export function withLevel(
  detail: RegionDetail,
  level: number | undefined,
  visible: Readonly<Record<'nose' | 'mouth', number>>,
): RegionDetail {
  if (level === undefined || Math.min(visible.nose, visible.mouth) < partOfLevel) return detail;
  const least = (value = 100) => Math.min(value, level);
  return { ...detail, leftEye: least(detail.leftEye), rightEye: least(detail.rightEye) };
}

/** Change down over 3 pixels, its root over the mean luminance: what lies across, as lids and lashes do. */
function linesOf(picture: AlignedPicture, zone: Zone): number {
  return Math.sqrt(differences(picture, 'smooth', 3, zone)[1]) / (meanOver(picture.smooth, zone) + 1);
}

function meanOf([across, down, falling, rising]: ByDirection): number {
  return (across + down + falling + rising) / 4;
}
