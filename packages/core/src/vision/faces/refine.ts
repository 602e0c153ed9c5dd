/**
 * Landmarks of a face whichever way up it stands.
 *
 * Detector and landmarker both take a face that is upside down for an upright one, and fit it badly. Where the first
 * fit is not beyond doubt, the landmarker starts again from eight ways up, and the one it is surest of is taken.
 */
import type { InferenceModel } from '../../contract/ports.ts';
import {
  type FaceLandmarks,
  landmarkCount,
  type PlaneRotation,
  readLandmarks,
  regionFromBox,
  regionFromLandmarks,
} from '../landmarks/face-landmarker.ts';
import {
  leastDoubt,
  levelCosine,
  levelCosineOfFirst,
  maxAsymmetry,
  maxGrowth,
  maxGrowthOfFirst,
  maxShiftOfFirst,
  minPresenceOfGoodFit,
  passesOfADoubtfulCrop,
  passesOfAnotherStart,
  refinePasses,
  refiningPasses,
  restingCosine,
  steadyCosine,
  straightCosine,
} from '../landmarks/tuning.ts';
import type { ImagePyramid } from '../sampling/affine.ts';
import { boundedLogit, closerLook } from './closer-look.ts';
import type { FaceModels, SeenFace } from './face-candidates.ts';

const diagonal = Math.SQRT1_2;
const eightWaysUp: readonly PlaneRotation[] = [
  { cos: 1, sin: 0 },
  { cos: diagonal, sin: diagonal },
  { cos: 0, sin: 1 },
  { cos: -diagonal, sin: diagonal },
  { cos: -1, sin: 0 },
  { cos: -diagonal, sin: -diagonal },
  { cos: 0, sin: -1 },
  { cos: diagonal, sin: -diagonal },
];

export interface RefinedFace {
  readonly landmarks: FaceLandmarks;
  /**
   * The points of `landmarks`, averaged with those that the net gives for the mirrored crop. The net is not symmetric: of a
   * face and of its mirror image it gives angles that differ by a degree, and by none once they are averaged.
   */
  readonly symmetric: Float64Array;
  /** Whether the landmarker is sure of the mesh, and sees the same face in the mirror. */
  readonly isSure: boolean;
}

/**
 * @param mirror By mesh vertex: the one that takes its place in a mirrored face.
 * @param upright Whether the picture is known to stand upright: the fit as found is then taken.
 */
export async function refineLandmarks(
  models: FaceModels,
  pyramid: ImagePyramid,
  face: SeenFace,
  mirror: Uint16Array,
  upright = false,
): Promise<RefinedFace> {
  const { landmarker } = models;
  let fits = await followUp(landmarker, pyramid, [face.firstFit], refinePasses);
  if (!isWellCropped(fits[0]!, fits[1]!)) {
    fits = await followUp(landmarker, pyramid, fits, passesOfADoubtfulCrop);
  }
  const found = fits.at(-1)!;
  const inMirror = await readLandmarks(landmarker, pyramid, found.region, mirror);
  if (upright || isBeyondDoubt(fits, inMirror, face.turn)) return refined(found, inMirror);

  const asFound = (await followUp(landmarker, pyramid, fits, passesOfADoubtfulCrop)).at(-1)!;
  const landmarks = await refineAnew(models, pyramid, face, asFound);
  const seenInMirror = await readLandmarks(landmarker, pyramid, landmarks.region, mirror);
  return refined(landmarks, seenInMirror);
}

function refined(landmarks: FaceLandmarks, inMirror: FaceLandmarks): RefinedFace {
  const isSure =
    Math.min(landmarks.presence, inMirror.presence) >= minPresenceOfGoodFit &&
    asymmetry(landmarks, inMirror) <= maxAsymmetry;
  return { landmarks, symmetric: meanPoints(landmarks, inMirror), isSure };
}

/**
 * Whether the first look at a face, which the search for faces took, shows it beyond doubt, level and well cropped: where nothing is
 * near a limit, it may then stand for the settled mesh.
 */
export function isSureFirstLook({ firstFit, turn }: Pick<SeenFace, 'firstFit' | 'turn'>): boolean {
  const { presence, roll, region } = firstFit;
  if (presence < minPresenceOfGoodFit || cosineBetween(roll, turn) < levelCosineOfFirst) return false;
  const next = regionFromLandmarks(firstFit);
  const x = next.centre.x - region.centre.x;
  const y = next.centre.y - region.centre.y;
  return (
    Math.abs(next.size - region.size) <= maxGrowthOfFirst * region.size &&
    Math.sqrt(x * x + y * y) <= maxShiftOfFirst * region.size
  );
}

function isWellCropped(first: FaceLandmarks, second: FaceLandmarks): boolean {
  const { size } = second.region;
  const growth = Math.abs(regionFromLandmarks(second).size - size) / size;
  return growth <= maxGrowth && cosineBetween(first.roll, second.roll) >= straightCosine;
}

/** Starts again from the other ways up, and follows the likeliest fit until it stays where it is. */
async function refineAnew(
  models: FaceModels,
  pyramid: ImagePyramid,
  face: SeenFace,
  asFound: FaceLandmarks,
): Promise<FaceLandmarks> {
  const { landmarker } = models;
  let another: FaceLandmarks | undefined;
  for (const start of eightWaysUp) {
    if (cosineBetween(start, face.turn) === 1) continue;
    const first = await readLandmarks(landmarker, pyramid, regionFromBox(face.box, start));
    const found = (await followUp(landmarker, pyramid, [first], passesOfAnotherStart)).at(-1)!;
    if (another === undefined || found.presence > another.presence) another = found;
  }
  let best = asFound;
  if (another !== undefined && another.presence > asFound.presence) {
    // Of a profile the landmarker makes anything; the detector knows one, and which way up it is. Where both are as
    // sure of either, the landmarker's small lead counts.
    const evidence = async ({ presence, roll }: FaceLandmarks) =>
      boundedLogit(presence, leastDoubt) + (await closerLook(models.detector, pyramid, face.box, roll));
    if ((await evidence(another)) >= (await evidence(asFound))) best = another;
  }
  for (let pass = 0; pass < refiningPasses; pass++) {
    const next = await readLandmarks(landmarker, pyramid, regionFromLandmarks(best));
    const settled = cosineBetween(next.roll, best.roll) >= restingCosine;
    best = next;
    if (settled) break;
  }
  return best;
}

/** @param inMirror What the landmarker made of the last fit's crop, mirrored. */
function isBeyondDoubt(
  fits: readonly FaceLandmarks[],
  inMirror: FaceLandmarks,
  expected: PlaneRotation,
): boolean {
  const seen = [...fits, inMirror];
  const last = fits.at(-1)!;
  return (
    seen.every(
      ({ presence, roll }) =>
        presence >= minPresenceOfGoodFit && cosineBetween(roll, expected) >= levelCosine,
    ) &&
    seen.slice(-3).every(({ roll }) => cosineBetween(roll, last.roll) >= steadyCosine) &&
    asymmetry(last, inMirror) <= maxAsymmetry
  );
}

/** Mean distance of the points of two fits of one crop, over the side of the crop. */
function asymmetry({ points, region }: FaceLandmarks, inMirror: FaceLandmarks): number {
  let sum = 0;
  for (let i = 0; i < points.length; i += 3) {
    const dx = points[i]! - inMirror.points[i]!;
    const dy = points[i + 1]! - inMirror.points[i + 1]!;
    sum += Math.sqrt(dx * dx + dy * dy);
  }
  return sum / landmarkCount / region.size;
}

function meanPoints({ points }: FaceLandmarks, inMirror: FaceLandmarks): Float64Array {
  return points.map((value, i) => (value + inMirror.points[i]!) / 2);
}

/** The landmarks of `count` passes, those of `before` among them: each further crop is cut from the landmarks before. */
async function followUp(
  landmarker: InferenceModel,
  pyramid: ImagePyramid,
  before: readonly FaceLandmarks[],
  count: number,
): Promise<FaceLandmarks[]> {
  const fits = [...before];
  while (fits.length < count) {
    fits.push(await readLandmarks(landmarker, pyramid, regionFromLandmarks(fits.at(-1)!)));
  }
  return fits;
}

function cosineBetween(a: PlaneRotation, b: PlaneRotation): number {
  return a.cos * b.cos + a.sin * b.sin;
}
