/** The way of a photo through livephoto: bytes of a selfie go in, an inspection report comes out. */
import { checkpoint, LivePhotoError, throwIfAborted } from './contract/errors.ts';
import type { ImageContentType, PictureInfo } from './contract/image-info.ts';
import type { ImageDecoder, InferenceBackend, ModelSource } from './contract/ports.ts';
import type { FaceReport, InspectionReport } from './contract/report.ts';
import type { RgbImage } from './contract/rgb-image.ts';
import { describePixels, shrinkPixels } from './image/pixels.ts';
import { sniffImage } from './image/sniff.ts';
import { Agenda, type InspectionStage, type InspectOptions, inspectionStages } from './inspect-options.ts';
import { inspectFaces } from './inspections/faces.ts';
import { inspectLiveness } from './inspections/liveness.ts';
import { inspectObstructions } from './inspections/obstructions.ts';
import { inspectOrientation } from './inspections/orientation.ts';
import { percent } from './inspections/result.ts';
import { type InspectionModels, loadInspectionModels } from './models/inspection-models.ts';
import { type Policy, type PolicyName, resolvePolicy } from './policy.ts';
import { Stopwatch } from './stopwatch.ts';
import { findFaces, type SeenFace } from './vision/faces/find-faces.ts';
import { profileYaw } from './vision/faces/profile.ts';
import { drawable, type SeenGeometry } from './vision/landmarks/drawable.ts';
import { type FaceGeometry, measureGeometry } from './vision/landmarks/geometry.ts';
import { settleLandmarks } from './vision/landmarks/refine.ts';
import { type LivenessSignals, measureLiveness } from './vision/liveness/cues.ts';
import { type LivenessCues, readCues } from './vision/liveness/read-out.ts';
import { findCoveredFace } from './vision/obstructions/covered-face.ts';
import { mapObstructions, type ObstructionMap } from './vision/obstructions/obstruction-net.ts';
import { ImagePyramid } from './vision/sampling/affine.ts';
import { createPixelKernel } from './vision/sampling/pixel-kernel.ts';

export interface InspectorOptions {
  readonly models: ModelSource;
  readonly backend: InferenceBackend;
  readonly decoder: ImageDecoder;
  /** A name or a whole policy; `default` when left out. */
  readonly policy?: PolicyName | Policy | undefined;
  /**
   * `@livephoto/core/pixels.wasm`, compiled, for runtimes that compile no WebAssembly from bytes: the loops over pixels are
   * some milliseconds faster with it, and give the same bits.
   */
  readonly pixels?: WebAssembly.Module | undefined;
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

export interface Inspector {
  readonly policy: Policy;
  /** @throws {LivePhotoError} for what is no readable photo, and when `signal` fires. */
  inspect(bytes: Uint8Array, options?: InspectOptions): Promise<InspectionReport>;
  /**
   * Inspects pixels that never were a file: a camera's frame, a canvas. They must be upright.
   * @throws {LivePhotoError} `invalid_request` for pixels that do not fill the picture, or break a limit.
   */
  inspectPixels(image: RgbImage, options?: InspectOptions): Promise<InspectionReport<null>>;
  /** As `inspect` and `inspectPixels`, with what is needed to draw what was seen. */
  inspectDetailed(bytes: Uint8Array, options?: InspectOptions): Promise<DetailedInspection>;
  inspectDetailed(image: RgbImage, options?: InspectOptions): Promise<DetailedInspection<null>>;
  /** Frees the models. Later inspections are refused. */
  dispose(): Promise<void>;
}

/**
 * An inspector over the given parts; several with different policies live side by side.
 *
 * @example
 * const inspector = await createInspector({ models, backend, decoder, policy: 'strict' });
 * const report = await inspector.inspect(bytes);
 *
 * @throws {LivePhotoError} `model_missing` or `model_invalid` when the models are not what the manifest says.
 */
export async function createInspector(options: InspectorOptions): Promise<Inspector> {
  const { decoder } = options;
  const policy = resolvePolicy(options.policy);
  const models = await loadInspectionModels(options.models, options.backend);
  const kernel = createPixelKernel(options.pixels);
  let disposed = false;

  function inspectDetailed(bytes: Uint8Array, options?: InspectOptions): Promise<DetailedInspection>;
  function inspectDetailed(image: RgbImage, options?: InspectOptions): Promise<DetailedInspection<null>>;
  async function inspectDetailed(
    photo: Uint8Array | RgbImage,
    inspectOptions: InspectOptions = {},
  ): Promise<DetailedInspection<ImageContentType | null>> {
    if (disposed) throw new LivePhotoError('inference_failed', 'This inspector was disposed');
    const { signal, upright = false } = inspectOptions;
    throwIfAborted(signal);
    const agenda = new Agenda(inspectOptions);
    const watch = new Stopwatch();
    const stage = stageRunner(watch, inspectOptions);
    const longestSide = policy.decodeLongestSide;

    const { picture, decode } = await stage('sniff', () => {
      if (photo instanceof Uint8Array) {
        const info = sniffImage(photo, policy.image);
        return { picture: info, decode: () => decoder.decode(photo, info, { longestSide, signal }) };
      }
      return {
        picture: describePixels(photo, policy.image),
        decode: () => shrinkPixels(photo, longestSide),
      };
    });
    const pyramid = await stage('decode', async () => new ImagePyramid(await decode(), kernel));
    const scale = pyramid.image.width / picture.width;

    const found = await stage('detect', () => findFaces(models, pyramid, policy.faces, signal, upright));
    const face = found[0];
    const faces = agenda.conclude('faces', () => inspectFaces(found, policy.faces));

    const wantsLandmarks = agenda.holds('orientation') || agenda.holds('obstructions');
    const seen = await stage('landmarks', () =>
      face && wantsLandmarks ? seeFace(models, pyramid, face, picture, upright) : undefined,
    );
    const orientation = agenda.conclude(
      'orientation',
      seen && (() => inspectOrientation(seen.geometry, policy.orientation)),
    );

    const covers = await stage('obstructions', async () => {
      if (!agenda.holds('obstructions')) return undefined;
      if (seen === undefined) return seeCoveredFace(models, pyramid, picture, signal);
      return {
        map: await mapObstructions(models.obstructionNet, pyramid, seen.pixels),
        geometry: seen.geometry,
      };
    });
    const obstructions = agenda.conclude(
      'obstructions',
      covers &&
        (() =>
          inspectObstructions(
            covers.map,
            covers.geometry,
            policy.obstructions,
            covers.map.corners.map(({ x, y }) => ({ x: x / scale, y: y / scale })),
          )),
    );

    const signals = await stage('liveness', () =>
      face && agenda.holds('liveness') ? measureLiveness(models.spoofNet, pyramid, face, signal) : undefined,
    );
    const cues = signals && readCues(signals);
    const liveness = agenda.conclude(
      'liveness',
      signals && cues && (() => inspectLiveness(cues, signals.light, policy.liveness)),
    );

    const inspections = { faces, obstructions, orientation, liveness };
    const { contentType, size, width, height, orientation: exif } = picture;
    return {
      report: {
        accepted: Object.values(inspections).every(({ outcome }) => outcome !== 'failed'),
        image: { contentType, size, width, height, orientation: exif },
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

  return {
    policy,
    inspectDetailed,
    inspect: async (bytes, inspectOptions) => (await inspectDetailed(bytes, inspectOptions)).report,
    inspectPixels: async (image, inspectOptions) => (await inspectDetailed(image, inspectOptions)).report,
    async dispose() {
      if (disposed) return;
      disposed = true;
      await models.dispose();
    },
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

type Picture = PictureInfo<ImageContentType | null>;

/**
 * The second detector is asked for the yaw where the landmarker is less sure of a face than this (probability 0..1), as of
 * profiles, or finds it tilted by more than this (degrees): its yaw is then off by 17 degrees on average, the second
 * detector's by 13. Pointing'04, persons 1 to 8 (2026-11-24).
 */
const minPresence = 0.5;
const maxMeshPitch = 40;
/** A covered face may leave the landmarker as unsure and yet look straight ahead: under this it stays so, degrees. */
const minProfileYaw = 20;

/** Mesh and geometry of a face in pixels of the original picture, and the mesh in those of the inspected one. */
async function seeFace(
  models: InspectionModels,
  pyramid: ImagePyramid,
  face: SeenFace,
  picture: Picture,
  upright: boolean,
): Promise<{ pixels: Float64Array; points: Float64Array; geometry: FaceGeometry }> {
  const { landmarks, symmetric } = await settleLandmarks(models, pyramid, face, models.mirror, upright);
  const toOriginal = picture.width / pyramid.image.width;
  const scaled = (pixels: Float64Array) => pixels.map((value) => value * toOriginal);
  const points = scaled(landmarks.points);
  const known = { symmetric: scaled(symmetric) };
  const geometry = measureGeometry(points, models.canonical, picture, known);
  const seen = { pixels: landmarks.points, points, geometry };
  if (landmarks.presence >= minPresence && Math.abs(geometry.pose.pitch) <= maxMeshPitch) return seen;
  const yaw = await profileYaw(models.farDetector, pyramid, face);
  if (yaw === undefined || Math.abs(yaw) < minProfileYaw) return seen;
  return { ...seen, geometry: measureGeometry(points, models.canonical, picture, { ...known, yaw }) };
}

/** A face that is too covered to count as one: what covers it is still worth telling. */
async function seeCoveredFace(
  models: InspectionModels,
  pyramid: ImagePyramid,
  picture: Picture,
  signal: AbortSignal | undefined,
): Promise<{ map: ObstructionMap; geometry: FaceGeometry } | undefined> {
  const found = await findCoveredFace(models, pyramid, signal);
  if (found === undefined) return undefined;
  const toOriginal = picture.width / pyramid.image.width;
  const original = found.landmarks.points.map((value) => value * toOriginal);
  return { map: found.map, geometry: measureGeometry(original, models.canonical, picture) };
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
