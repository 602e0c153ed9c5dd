/** Everything that an inspector infers with, loaded from one source onto one backend. */
import type { CanonicalFace } from '@livephoto/models';
import type { InferenceBackend, InferenceModel, ModelSource } from '../contract/ports.ts';
import { readCanonicalFace } from '../vision/landmarks/canonical-face.ts';
import { meshEdges } from '../vision/landmarks/mesh-edges.ts';
import { meshMirror } from '../vision/landmarks/mesh-mirror.ts';
import { loadAsset, readModel } from './load.ts';
import { loadWhenRun } from './load-when-run.ts';

export interface InspectionModels {
  readonly detector: InferenceModel;
  readonly fullRangeDetector: InferenceModel;
  readonly landmarker: InferenceModel;
  readonly obstructionNet: InferenceModel;
  readonly spoofNet: InferenceModel;
  readonly canonical: CanonicalFace;
  readonly edges: readonly (readonly [number, number])[];
  /** By mesh vertex: the one that takes its place in a mirrored face. */
  readonly mirror: Uint16Array;
  /** Model name to `sha256:<hex>`. */
  readonly hashes: Readonly<Record<string, string>>;
  dispose(): Promise<void>;
}

/** @throws {LivePhotoError} `model_missing` or `model_invalid`; what was loaded by then is freed. */
export async function loadInspectionModels(
  source: ModelSource,
  backend: InferenceBackend,
): Promise<InspectionModels> {
  const manifest = await source.manifest();
  // All files before any backend starts: while it does, it keeps every core busy, and what is read then waits.
  const [canonical, ...files] = await Promise.all([
    loadAsset(source, manifest, 'canonical-face').then(readCanonicalFace),
    readModel(source, manifest, 'face-detector'),
    readModel(source, manifest, 'far-face-detector'),
    readModel(source, manifest, 'face-landmarker'),
    readModel(source, manifest, 'obstruction-net'),
    readModel(source, manifest, 'spoof-net'),
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
      canonical,
      edges: meshEdges(canonical.triangles),
      mirror: meshMirror(canonical.vertices),
      hashes: Object.fromEntries(manifest.models.map(({ name, sha256 }) => [name, `sha256:${sha256}`])),
      dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}
