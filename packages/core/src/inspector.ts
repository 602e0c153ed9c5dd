/** The way of a photo through livephoto: bytes of a selfie go in, an inspection report comes out. */
import type { CanonicalFace, ModelManifest, ModelName } from '@livephoto/models';
import { checkpoint, LivePhotoError, throwIfAborted } from './errors.ts';
import type { Point, RgbImage } from './image/rgb-image.ts';
import { type ImageInfo, sniffImage } from './image/sniff.ts';
import { inspectFaces } from './inspections/faces.ts';
import { inspectLiveness } from './inspections/liveness.ts';
import { inspectObstructions } from './inspections/obstructions.ts';
import { inspectOrientation } from './inspections/orientation.ts';
import { percent, skipped } from './inspections/result.ts';
import { loadAsset, loadModel } from './models/load.ts';
import { type Policy, type PolicyName, resolvePolicy } from './policy.ts';
import type { ImageDecoder, InferenceBackend, InferenceModel, ModelSource } from './ports.ts';
import type { FaceReport, InspectionReport } from './report.ts';
import { Stopwatch } from './stopwatch.ts';
import { ImagePyramid } from './vision/affine.ts';
import { readCanonicalFace } from './vision/canonical-face.ts';
import { findCoveredFace } from './vision/covered-face.ts';
import { findFaces, type SeenFace } from './vision/faces.ts';
import { type FaceGeometry, measureGeometry } from './vision/geometry.ts';
import { measureLiveness } from './vision/liveness/cues.ts';
import { type LivenessCues, readCues } from './vision/liveness/read-out.ts';
import { meshEdges } from './vision/mesh-edges.ts';
import { mapObstructions, type ObstructionMap } from './vision/obstruction-net.ts';
import { settleLandmarks } from './vision/settle.ts';

export interface InspectorOptions {
  readonly models: ModelSource;
  readonly backend: InferenceBackend;
  readonly decoder: ImageDecoder;
  /** A name or a whole policy; `default` when left out. */
  readonly policy?: PolicyName | Policy | undefined;
}

export interface InspectOptions {
  /** Default true. False answers `skipped` for liveness and costs nothing. */
  readonly performLivenessCheck?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What was seen of the largest face, for drawing. Pixels of the upright original picture. */
export interface SeenGeometry {
  /** 468 mesh points; z grows away from the camera. */
  readonly landmarks: readonly (Point & { readonly z: number })[];
  /** Vertex numbers of the mesh's lines. */
  readonly meshEdges: readonly (readonly [number, number])[];
  /** The head's axes: from the nose bridge to the tips of its right-of-picture, up and forward axes. */
  readonly axes: { readonly origin: Point; readonly x: Point; readonly y: Point; readonly z: Point };
}

export interface DetailedInspection {
  readonly report: InspectionReport;
  /** The upright picture as it was inspected; may be smaller than the original. */
  readonly image: RgbImage;
  /** Pixels of `image` to one of the original. */
  readonly scale: number;
  /** Null when there is no face. */
  readonly geometry: SeenGeometry | null;
  /** Null when liveness was skipped. */
  readonly livenessCues: LivenessCues | null;
}

export interface Inspector {
  readonly policy: Policy;
  /** @throws {LivePhotoError} for what is no readable photo, and when `signal` fires. */
  inspect(bytes: Uint8Array, options?: InspectOptions): Promise<InspectionReport>;
  /** As `inspect`, with what is needed to draw what was seen. */
  inspectDetailed(bytes: Uint8Array, options?: InspectOptions): Promise<DetailedInspection>;
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
  const models = await loadModels(options.models, options.backend);
  let disposed = false;

  async function inspectDetailed(
    bytes: Uint8Array,
    { performLivenessCheck = true, signal }: InspectOptions = {},
  ): Promise<DetailedInspection> {
    if (disposed) throw new LivePhotoError('inference_failed', 'This inspector was disposed');
    throwIfAborted(signal);
    const watch = new Stopwatch();

    const info = sniffImage(bytes, policy.image);
    watch.lap('sniff');

    const image = await decoder.decode(bytes, info, { longestSide: policy.decodeLongestSide, signal });
    const pyramid = new ImagePyramid(image);
    const scale = image.width / info.width;
    await checkpoint(signal);
    watch.lap('decode');

    const faces = await findFaces(models, pyramid, policy.faces, signal);
    await checkpoint(signal);
    watch.lap('detect');

    const face = faces[0];
    const seen = face && (await seeFace(models, pyramid, face, info));
    await checkpoint(signal);
    watch.lap('landmarks');

    const covers = seen
      ? { map: await mapObstructions(models.obstructionNet, pyramid, seen.pixels), geometry: seen.geometry }
      : await seeCoveredFace(models, pyramid, info, signal);
    await checkpoint(signal);
    watch.lap('obstructions');

    const signals =
      face && performLivenessCheck
        ? await measureLiveness(models.spoofNet, pyramid, face, signal)
        : undefined;
    const cues = signals && readCues(signals);
    await checkpoint(signal);
    watch.lap('liveness');

    const inspections: InspectionReport['inspections'] = {
      faces: inspectFaces(faces, policy.faces),
      obstructions: covers
        ? inspectObstructions(
            covers.map,
            covers.geometry,
            policy.obstructions,
            covers.map.corners.map(({ x, y }) => ({ x: x / scale, y: y / scale })),
          )
        : skipped(noFace),
      orientation: seen ? inspectOrientation(seen.geometry, policy.orientation) : skipped(noFace),
      liveness:
        signals && cues
          ? inspectLiveness(cues, signals.light, policy.liveness)
          : skipped(performLivenessCheck ? noFace : 'not asked for'),
    };
    const report: InspectionReport = {
      accepted: Object.values(inspections).every(({ outcome }) => outcome !== 'failed'),
      image: {
        contentType: info.contentType,
        size: info.size,
        width: info.width,
        height: info.height,
        orientation: info.orientation,
      },
      faces: faces.map((found) => reportFace(found, scale, info)),
      inspections,
      policy: policy.name,
      models: models.hashes,
      timings: watch.timings(),
    };
    return {
      report,
      image,
      scale,
      geometry: seen ? drawable(seen.points, seen.geometry, models.edges) : null,
      livenessCues: cues ?? null,
    };
  }

  return {
    policy,
    inspectDetailed,
    inspect: async (bytes, inspectOptions) => (await inspectDetailed(bytes, inspectOptions)).report,
    async dispose() {
      if (disposed) return;
      disposed = true;
      await Promise.all(
        [models.detector, models.farDetector, models.landmarker, models.obstructionNet, models.spoofNet].map(
          (model) => model.dispose(),
        ),
      );
    },
  };
}

const noFace = 'no face to look at';

interface LoadedModels {
  readonly detector: InferenceModel;
  readonly farDetector: InferenceModel;
  readonly landmarker: InferenceModel;
  readonly obstructionNet: InferenceModel;
  readonly spoofNet: InferenceModel;
  readonly canonical: CanonicalFace;
  readonly edges: readonly (readonly [number, number])[];
  /** Model name to `sha256:<hex>`. */
  readonly hashes: Readonly<Record<string, string>>;
}

async function loadModels(source: ModelSource, backend: InferenceBackend): Promise<LoadedModels> {
  const manifest = await source.manifest();
  const canonical = readCanonicalFace(await loadAsset(source, manifest, 'canonical-face'));
  const loaded: InferenceModel[] = [];
  const load = async (name: ModelName) => {
    const model = await loadModel(source, manifest, name, backend);
    loaded.push(model);
    return model;
  };
  try {
    return {
      detector: await load('face-detector'),
      farDetector: await load('far-face-detector'),
      landmarker: await load('face-landmarker'),
      obstructionNet: await load('obstruction-net'),
      spoofNet: await load('spoof-net'),
      canonical,
      edges: meshEdges(canonical.triangles),
      hashes: hashesOf(manifest),
    };
  } catch (error) {
    await Promise.all(loaded.map((model) => model.dispose()));
    throw error;
  }
}

function hashesOf(manifest: ModelManifest): Record<string, string> {
  return Object.fromEntries(manifest.models.map(({ name, sha256 }) => [name, `sha256:${sha256}`]));
}

/** Mesh and geometry of a face in pixels of the original picture, and the mesh in those of the inspected one. */
async function seeFace(
  models: LoadedModels,
  pyramid: ImagePyramid,
  face: SeenFace,
  picture: ImageInfo,
): Promise<{ pixels: Float64Array; points: Float64Array; geometry: FaceGeometry }> {
  const { points } = await settleLandmarks(models, pyramid, face);
  const toOriginal = picture.width / pyramid.image.width;
  const original = points.map((value) => value * toOriginal);
  return { pixels: points, points: original, geometry: measureGeometry(original, models.canonical, picture) };
}

/** A face that is too covered to count as one: what covers it is still worth telling. */
async function seeCoveredFace(
  models: LoadedModels,
  pyramid: ImagePyramid,
  picture: ImageInfo,
  signal: AbortSignal | undefined,
): Promise<{ map: ObstructionMap; geometry: FaceGeometry } | undefined> {
  const found = await findCoveredFace(models, pyramid, signal);
  if (found === undefined) return undefined;
  const toOriginal = picture.width / pyramid.image.width;
  const original = found.landmarks.points.map((value) => value * toOriginal);
  return { map: found.map, geometry: measureGeometry(original, models.canonical, picture) };
}

function reportFace({ box, score }: SeenFace, scale: number, picture: ImageInfo): FaceReport {
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

/** Mesh point between the eyes, where the axes start. */
const noseBridge = 168;

function drawable(
  points: Float64Array,
  { rotation, interEyeDistance }: FaceGeometry,
  edges: readonly (readonly [number, number])[],
): SeenGeometry {
  const landmarks = Array.from({ length: points.length / 3 }, (_, i) => ({
    x: points[3 * i]!,
    y: points[3 * i + 1]!,
    z: points[3 * i + 2]!,
  }));
  const origin = { x: landmarks[noseBridge]!.x, y: landmarks[noseBridge]!.y };
  const [xx, yx, zx, xy, yy, zy] = rotation;
  // The rotation's axes have y up, the picture's has it down.
  const tip = (x: number, y: number): Point => ({
    x: origin.x + x * interEyeDistance,
    y: origin.y - y * interEyeDistance,
  });
  return { landmarks, meshEdges: edges, axes: { origin, x: tip(xx, xy), y: tip(yx, yy), z: tip(zx, zy) } };
}
