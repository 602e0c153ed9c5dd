/** The way of a photo through livephoto, top to bottom: bytes of a selfie go in, an inspection report comes out. */
import type { LivenessHead } from '@livephoto/models';
import { checkpoint, throwIfAborted } from './contract/errors.ts';
import type { ImageContentType, PictureInfo } from './contract/image-info.ts';
import type { ImageDecoder } from './contract/ports.ts';
import type { FaceReport, InspectionReport } from './contract/report.ts';
import type { RgbImage } from './contract/rgb-image.ts';
import { describePixels, shrinkPixels } from './image/pixels.ts';
import { sniffImage } from './image/sniff.ts';
import { quarterTurns, turnedOrientation } from './image/turn.ts';
import { Agenda, type InspectionStage, type InspectOptions, inspectionStages } from './inspect-options.ts';
import {
  passesOrientationClearly,
  passesQualityClearly,
  passesVisibilityClearly,
} from './inspections/clear-pass.ts';
import { findFaces, inspectFaces } from './inspections/faces.ts';
import { inspectLiveness } from './inspections/liveness.ts';
import { inspectObstructions } from './inspections/obstructions.ts';
import { inspectOrientation } from './inspections/orientation.ts';
import { percent } from './inspections/result.ts';
import type { InspectionModels } from './models/inspection-models.ts';
import type { ObstructionsPolicy, Policy } from './policy.ts';
import { readProvenance } from './provenance/read-provenance.ts';
import { Stopwatch } from './stopwatch.ts';
import type { FaceSearchOptions, SeenFace } from './vision/faces/face-candidates.ts';
import { type MeasuredFace, measureFace, measureFirstLook, measureFit } from './vision/faces/measure-face.ts';
import { drawable, type SeenGeometry } from './vision/landmarks/drawable.ts';
import type { FaceGeometry } from './vision/landmarks/geometry.ts';
import { type LivenessSignals, measureLiveness } from './vision/liveness/cues.ts';
import { type LivenessCues, personScore, readCues } from './vision/liveness/fuse-cues.ts';
import { mapObstructions, type ObstructionMap } from './vision/obstructions/obstruction-net.ts';
import { asSeenFace, findOccludedFace, type OccludedFace } from './vision/obstructions/occluded-face.ts';
import { measureQuality, type QualityComponents } from './vision/quality/measure-quality.ts';
import type { RegionDetail } from './vision/quality/region-detail.ts';
import { ImagePyramid } from './vision/sampling/affine.ts';
import type { PixelKernel } from './vision/sampling/pixel-kernel.ts';

/** What every inspection of one inspector works with. */
export interface InspectionParts {
  readonly models: InspectionModels;
  readonly decoder: ImageDecoder;
  readonly kernel: PixelKernel;
  readonly policy: Policy;
  /** With the policy's weights, where it has some. */
  readonly livenessHead: LivenessHead;
}

export interface DetailedInspection<ContentType extends ImageContentType | null = ImageContentType> {
  readonly report: InspectionReport<ContentType>;
  /** The upright picture as it was inspected; may be smaller than the original. */
  readonly image: RgbImage;
  /** Pixels of `image` to one of the original. */
  readonly scale: number;
  /** Null when there is no face, or neither orientation nor obstructions were to be inspected. */
  readonly geometry: SeenGeometry | null;
  /** What the cues of liveness were read out from; null when it was skipped. */
  readonly livenessSignals: LivenessSignals | null;
  readonly livenessCues: LivenessCues | null;
}

type Picture = PictureInfo<ImageContentType | null>;

/**
 * Inspects one photo: the bytes of a file, or upright pixels that never were one.
 *
 * @throws {LivePhotoError} for what is no readable photo, for a limit that it breaks, and when the signal fires.
 */
export async function inspectPhoto(
  { models, decoder, kernel, policy, livenessHead }: InspectionParts,
  photo: Uint8Array | RgbImage,
  options: InspectOptions = {},
): Promise<DetailedInspection<ImageContentType | null>> {
  const { signal, upright } = options;
  throwIfAborted(signal);
  const agenda = new Agenda(options);
  const watch = new Stopwatch();
  const stage = stageRunner(watch, options);

  const { picture, quantiser, decode } = await stage('sniff', () =>
    openPhoto(photo, policy, decoder, signal),
  );
  const pyramid = await stage('decode', async () => new ImagePyramid(await decode(), kernel));
  const scale = pyramid.image.width / picture.width;

  const { found, occluded } = await stage('detect', () =>
    searchFaces(models, pyramid, policy, { signal, upright }),
  );
  const face = found[0];
  const faces = agenda.conclude('faces', () => inspectFaces(found, policy.faces));

  const wantsLandmarks = agenda.holds('orientation') || agenda.holds('obstructions');
  const settle = (one: SeenFace) => measureFace(models, pyramid, one, picture, upright);
  let isFirstLook = false;
  let seen = await stage('landmarks', () => {
    if (!face || !wantsLandmarks) return undefined;
    // Looks that agreed on a covered face also agreed on where its features are.
    if (occluded) return measureFit(occluded.landmarks, models.canonical, pyramid, picture);
    // Of what covers the face it has to be known that nothing does.
    const first = agenda.holds('obstructions') && measureFirstLook(models, pyramid, face, picture);
    isFirstLook = Boolean(first && passesOrientationClearly(first.geometry, policy.orientation));
    return isFirstLook && first ? first : settle(face);
  });
  const concludeOrientation = (look: MeasuredFace | undefined) =>
    agenda.conclude('orientation', look && (() => inspectOrientation(look.geometry, policy.orientation)));
  // What a first look shows has passed, unless what covers the face asks for another one.
  const settled = isFirstLook ? undefined : concludeOrientation(seen);

  const occlusions = await stage('obstructions', async (): Promise<MeasuredObstructions | undefined> => {
    if (!agenda.holds('obstructions')) return undefined;
    // A face that is too covered to count as one: what covers it is still worth telling.
    if (seen === undefined) {
      if (occluded === undefined) return undefined;
      const { geometry } = measureFit(occluded.landmarks, models.canonical, pyramid, picture);
      return { map: occluded.map, geometry };
    }
    const covers = (look: MeasuredFace, clearly?: ObstructionsPolicy) =>
      measureCovers(models, pyramid, look, scale, clearly);
    if (!isFirstLook || face === undefined) return covers(seen);
    const first = await covers(seen, policy.obstructions);
    if (first) return first;
    seen = await settle(face);
    return covers(seen);
  });
  const orientation = settled ?? concludeOrientation(seen);
  const obstructions = agenda.conclude(
    'obstructions',
    occlusions &&
      (() =>
        inspectObstructions(
          occlusions.map,
          occlusions.geometry,
          policy.obstructions,
          scale,
          occlusions.quality,
          occlusions.detail,
        )),
  );

  const signals = await stage('liveness', () =>
    face && agenda.holds('liveness') ? measureLiveness(models, pyramid, face, quantiser, signal) : undefined,
  );
  const cues = signals && readCues(signals, livenessHead);
  const provenance = cues && photo instanceof Uint8Array ? await readProvenance(photo) : undefined;
  const liveness = agenda.conclude(
    'liveness',
    signals &&
      cues &&
      (() =>
        inspectLiveness(
          {
            cues,
            person: personScore(signals, livenessHead),
            paperRim: signals.paperRim,
            conditions: signals.conditions,
            provenance,
          },
          policy.liveness,
          livenessHead,
        )),
  );

  const inspections = { faces, obstructions, orientation, liveness };
  const { contentType, size, width, height, orientation: exif, ignoredProfile } = picture;
  const turns = orientation.evidence.roll === undefined ? 0 : quarterTurns(orientation.evidence.roll);
  const suggested = turns === 0 ? {} : { suggestedOrientation: turnedOrientation(exif, turns) };
  const ignored = ignoredProfile === undefined ? {} : { ignoredProfile };
  return {
    report: {
      accepted: Object.values(inspections).every(({ outcome }) => outcome !== 'failed'),
      image: { contentType, size, width, height, orientation: exif, ...ignored, ...suggested },
      faces: found.map((each) => reportFace(each, scale, picture)),
      inspections,
      policy: policy.name,
      models: models.hashes,
      timings: watch.timings(),
    },
    image: pyramid.image,
    scale,
    geometry: seen ? drawable(seen.points, seen.geometry, models.edges) : null,
    livenessSignals: signals ?? null,
    livenessCues: cues ?? null,
  };
}

/** What the obstructions of one face are judged by. */
interface MeasuredObstructions {
  readonly map: ObstructionMap;
  readonly geometry: FaceGeometry;
  /** Of a face that is sure enough to be measured. */
  readonly quality?: QualityComponents;
  readonly detail?: RegionDetail;
}

/** @param clearly Given, the answer is undefined for what does not pass it with room to spare. */
async function measureCovers(
  models: InspectionModels,
  pyramid: ImagePyramid,
  { pixels, geometry }: MeasuredFace,
  scale: number,
  clearly?: ObstructionsPolicy,
): Promise<MeasuredObstructions | undefined> {
  const { components, detail, blank } = measureQuality(pyramid, pixels, geometry, scale);
  if (clearly && !passesQualityClearly(components, clearly)) return undefined;
  const map = await mapObstructions(models.obstructionNet, pyramid, pixels, blank);
  if (clearly && !passesVisibilityClearly(map, clearly)) return undefined;
  return { map, geometry, quality: components, detail };
}

/** The faces of a picture; where there are none, what may be a covered one, which counts when it is surely a face. */
async function searchFaces(
  models: InspectionModels,
  pyramid: ImagePyramid,
  { faces }: Policy,
  options: FaceSearchOptions,
): Promise<{ readonly found: readonly SeenFace[]; readonly occluded?: OccludedFace | undefined }> {
  const found = await findFaces(models, pyramid, faces, options);
  if (found.length > 0) return { found };
  const occluded = await findOccludedFace(models, pyramid, options.signal);
  return { found: occluded?.isSure ? [asSeenFace(occluded)] : [], occluded };
}

/** What the photo is, and how to come by its pixels; every limit is enforced before they cost anything. */
function openPhoto(
  photo: Uint8Array | RgbImage,
  { image: limits, decodeLongestSide: longestSide }: Policy,
  decoder: ImageDecoder,
  signal: AbortSignal | undefined,
): { picture: Picture; quantiser: number; decode: () => RgbImage | Promise<RgbImage> } {
  if (!(photo instanceof Uint8Array)) {
    return {
      picture: describePixels(photo, limits),
      quantiser: 0,
      decode: () => shrinkPixels(photo, longestSide),
    };
  }
  const info = sniffImage(photo, limits);
  return {
    picture: info,
    quantiser: info.quantiser,
    decode: () => decoder.decode(photo, info, { longestSide, signal }),
  };
}

/** Announces each stage, does its work, lets the signal fire and takes the time. */
function stageRunner(watch: Stopwatch, { signal, onProgress }: InspectOptions) {
  return async <Result>(stage: InspectionStage, work: () => Result | Promise<Result>): Promise<Result> => {
    onProgress?.({ stage, index: inspectionStages.indexOf(stage), count: inspectionStages.length });
    const result = await work();
    await checkpoint(signal);
    watch.lap(stage);
    return result;
  };
}

function reportFace({ box, score }: SeenFace, scale: number, picture: Picture): FaceReport {
  const left = clampTo(box.x / scale, picture.width);
  const top = clampTo(box.y / scale, picture.height);
  return {
    box: {
      x: left,
      y: top,
      width: clampTo((box.x + box.width) / scale, picture.width) - left,
      height: clampTo((box.y + box.height) / scale, picture.height) - top,
    },
    score: percent(score),
  };
}

/** Whole pixels, inside the picture. */
function clampTo(value: number, limit: number): number {
  return Math.min(limit, Math.max(0, Math.round(value)));
}
