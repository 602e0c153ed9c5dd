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
import { type FoundFaces, inspectLargestFace, type StageRunner } from './inspect-face.ts';
import { Agenda, type InspectOptions, inspectionStages } from './inspect-options.ts';
import { findFaces, inspectFaces } from './inspections/faces.ts';
import { inspectLiveness } from './inspections/liveness.ts';
import { hidesAPart } from './inspections/obstructions.ts';
import { percent } from './inspections/result.ts';
import { isLivenessSettled } from './inspections/settled-liveness.ts';
import type { InspectionModels } from './models/inspection-models.ts';
import type { Policy } from './policy.ts';
import { readProvenance } from './provenance/read-provenance.ts';
import { Stopwatch } from './stopwatch.ts';
import type { FaceSearchOptions, SeenFace } from './vision/faces/face-candidates.ts';
import { drawable, type SeenGeometry } from './vision/landmarks/drawable.ts';
import { type LivenessSignals, measureLiveness } from './vision/liveness/cues.ts';
import { type LivenessCues, personScore, readCues } from './vision/liveness/fuse-cues.ts';
import { asSeenFace, findOccludedFace } from './vision/obstructions/occluded-face.ts';
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

/** A report, with what it was made from: for drawing, and for whoever measures. */
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

  const faces = await stage('detect', () => searchFaces(models, pyramid, policy, { signal, upright }));
  const { found } = faces;
  const facesResult = agenda.conclude('faces', () => inspectFaces(found, policy.faces));

  const work = { models, policy, agenda, stage, picture, pyramid, scale, upright };
  const { seen, orientation, obstructions } = await inspectLargestFace(work, faces);

  const [face] = found;
  const isSettled = options.everyLook
    ? undefined
    : (seen: LivenessSignals) => isLivenessSettled(seen, livenessHead, policy.liveness);
  const signals = await stage('liveness', () =>
    face && agenda.holds('liveness')
      ? measureLiveness(models, pyramid, face, { quantiser, isSettled, signal })
      : undefined,
  );
  const cues = signals && readCues(signals, livenessHead);
  const provenance = cues && photo instanceof Uint8Array ? await readProvenance(photo) : undefined;
  const liveness = agenda.conclude(
    'liveness',
    signals &&
      cues &&
      (() => {
        const { paperRim, conditions } = signals;
        const person = personScore(signals, livenessHead);
        return inspectLiveness(
          { cues, person, paperRim, conditions, isPartOfFace: hidesAPart(obstructions), provenance },
          policy.liveness,
          livenessHead,
        );
      }),
  );

  const inspections = { faces: facesResult, obstructions, orientation, liveness };
  return {
    report: {
      accepted: Object.values(inspections).every(({ outcome }) => outcome !== 'failed'),
      image: reportPicture(picture, orientation.evidence.roll),
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

/** The faces of a picture; where there are none, what may be a covered one, which counts when it is surely a face. */
async function searchFaces(
  models: InspectionModels,
  pyramid: ImagePyramid,
  { faces }: Policy,
  options: FaceSearchOptions,
): Promise<FoundFaces> {
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
function stageRunner(watch: Stopwatch, { signal, onProgress }: InspectOptions): StageRunner {
  return async (stage, work) => {
    onProgress?.({ stage, index: inspectionStages.indexOf(stage), count: inspectionStages.length });
    const result = await work();
    await checkpoint(signal);
    watch.lap(stage);
    return result;
  };
}

/** @param roll degrees; undefined without a face. */
function reportPicture(
  { contentType, size, width, height, orientation, ignoredProfile }: Picture,
  roll: number | undefined,
): InspectionReport<ImageContentType | null>['image'] {
  const turns = roll === undefined ? 0 : quarterTurns(roll);
  const ignored = ignoredProfile === undefined ? {} : { ignoredProfile };
  const suggested = turns === 0 ? {} : { suggestedOrientation: turnedOrientation(orientation, turns) };
  return { contentType, size, width, height, orientation, ...ignored, ...suggested };
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
