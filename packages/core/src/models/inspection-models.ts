/** Everything that an inspector infers with, loaded from one source onto one backend. */
import type { CanonicalFace, LivenessHead, ModelManifest } from '@livephoto/models';
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
  // All files before any backend starts: while it does, it keeps every core busy, and what is read then waits.
  const [canonical, livenessHead, ...files] = await Promise.all([
    loadAsset(source, manifest, 'canonical-face').then(readCanonicalFace),
    loadAsset(source, manifest, 'liveness-head').then(readLivenessHead),
    readModel(source, manifest, 'face-detector'),
    readModel(source, manifest, 'full-range-face-detector'),
    readModel(source, manifest, 'face-landmarker'),
    readModel(source, manifest, 'obstruction-net'),
    readModel(source, manifest, 'spoof-net'),
    readModel(source, manifest, 'person-net'),
  ]);
  const loaded: InferenceModel[] = [];
  const kept = (model: InferenceModel) => {
    loaded.push(model);
    return model;
  };
  const load = async (file: Uint8Array) => kept(await backend.load(file));
  const dispose = async () => {
    await Promise.all(loaded.map((model) => model.dispose()));
  };
  try {
    return {
      detector: await load(files[0]),
      // Most photos leave no doubt to ask it about, and it takes a fifth of the time until all are loaded.
      fullRangeDetector: kept(loadWhenRun(() => backend.load(files[1]))),
      landmarker: await load(files[2]),
      obstructionNet: await load(files[3]),
      spoofNet: await load(files[4]),
      personNet: await load(files[5]),
      canonical,
      livenessHead,
      edges: meshEdges(canonical.triangles),
      mirror: meshMirror(canonical.vertices),
      hashes: hashesOf(manifest),
      dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** The canonical face is a shape that nothing was fitted for: it is left out. */
function hashesOf({ models, assets }: ModelManifest): Record<string, string> {
  const fitted = [...models, ...assets.filter(({ name }) => name === 'liveness-head')];
  return Object.fromEntries(fitted.map(({ name, sha256 }) => [name, `sha256:${sha256}`]));
}
