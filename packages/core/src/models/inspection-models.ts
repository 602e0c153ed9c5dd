/** Everything that an inspector infers with, loaded from one source onto one backend. */
import type { CanonicalFace, LivenessHead, ModelManifest, ModelName } from '@livephoto/models';
import type { InferenceBackend, InferenceModel, ModelSource } from '../contract/ports.ts';
import { readCanonicalFace } from '../vision/landmarks/canonical-face.ts';
import { meshEdges } from '../vision/landmarks/mesh-edges.ts';
import { meshMirror } from '../vision/landmarks/mesh-mirror.ts';
import { readLivenessHead } from '../vision/liveness/liveness-head.ts';
import { assertPinned, loadAsset, readModel } from './load.ts';
import { loadWhenRun } from './load-when-run.ts';

export interface InspectionModels {
  readonly detector: InferenceModel;
  readonly fullRangeDetector: InferenceModel;
  readonly landmarker: InferenceModel;
  readonly obstructionNet: InferenceModel;
  readonly spoofNet: InferenceModel;
  readonly personNet: InferenceModel;
  readonly canonical: CanonicalFace;
  readonly livenessHead: LivenessHead;
  readonly edges: readonly (readonly [number, number])[];
  /** By mesh vertex: the one that takes its place in a mirrored face. */
  readonly mirror: Uint16Array;
  /** Name to `sha256:<hex>`, of every network and of every head fitted over one. */
  readonly hashes: Readonly<Record<string, string>>;
  dispose(): Promise<void>;
}

/** @throws {LivePhotoError} `model_missing` or `model_invalid`; what was loaded by then is freed. */
export async function loadInspectionModels(
  source: ModelSource,
  backend: InferenceBackend,
  pinned?: Readonly<Record<string, string>>,
): Promise<InspectionModels> {
  const manifest = await source.manifest();
  if (pinned) assertPinned(manifest, pinned);
  // All are asked for at once; while one is laid out, the next ones are read and hashed.
  const canonicalFace = started(loadAsset(source, manifest, 'canonical-face').then(readCanonicalFace));
  const head = started(loadAsset(source, manifest, 'liveness-head').then(readLivenessHead));
  const read = (name: ModelName) => started(readModel(source, manifest, name));
  const files = {
    detector: read('face-detector'),
    landmarker: read('face-landmarker'),
    obstructionNet: read('obstruction-net'),
    spoofNet: read('spoof-net'),
    personNet: read('person-net'),
    fullRangeDetector: read('full-range-face-detector'),
  };
  const loaded: InferenceModel[] = [];
  const kept = (model: InferenceModel) => {
    loaded.push(model);
    return model;
  };
  const load = async (file: Promise<Uint8Array>) => kept(await backend.load(await file));
  const dispose = async () => {
    await Promise.all(loaded.map((model) => model.dispose()));
  };
  try {
    const detector = await load(files.detector);
    const landmarker = await load(files.landmarker);
    const obstructionNet = await load(files.obstructionNet);
    const spoofNet = await load(files.spoofNet);
    const personNet = await load(files.personNet);
    const fullRangeFile = await files.fullRangeDetector;
    const canonical = await canonicalFace;
    let mirror: Uint16Array | undefined;
    return {
      detector,
      // Most photos leave no doubt to ask it about, and it takes a fifth of the time until all are loaded.
      fullRangeDetector: kept(loadWhenRun(() => backend.load(fullRangeFile))),
      landmarker,
      obstructionNet,
      spoofNet,
      personNet,
      canonical,
      livenessHead: await head,
      edges: meshEdges(canonical.triangles),
      // Asked for where one look at a face leaves a doubt.
      get mirror() {
        mirror ??= meshMirror(canonical.vertices);
        return mirror;
      },
      hashes: hashesOf(manifest),
      dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** Work that goes on while others are waited for; whoever waits for it is told how it ends. */
function started<T>(work: Promise<T>): Promise<T> {
  work.catch(() => {});
  return work;
}

/** The canonical face is a shape that nothing was fitted for: it is left out. */
function hashesOf({ models, assets }: ModelManifest): Record<string, string> {
  const fitted = [...models, ...assets.filter(({ name }) => name === 'liveness-head')];
  return Object.fromEntries(fitted.map(({ name, sha256 }) => [name, `sha256:${sha256}`]));
}
