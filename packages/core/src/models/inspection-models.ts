/** Everything that an inspector infers with, loaded from one source onto one backend. */
import type { CanonicalFace, ModelName } from '@livephoto/models';
import type { InferenceBackend, InferenceModel, ModelSource } from '../ports.ts';
import { readCanonicalFace } from '../vision/canonical-face.ts';
import { meshEdges } from '../vision/mesh-edges.ts';
import { meshMirror } from '../vision/mesh-mirror.ts';
import { loadAsset, loadModel } from './load.ts';

export interface InspectionModels {
  readonly detector: InferenceModel;
  readonly farDetector: InferenceModel;
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
  const canonical = readCanonicalFace(await loadAsset(source, manifest, 'canonical-face'));
  const loaded: InferenceModel[] = [];
  const load = async (name: ModelName) => {
    const model = await loadModel(source, manifest, name, backend);
    loaded.push(model);
    return model;
  };
  const dispose = async () => {
    await Promise.all(loaded.map((model) => model.dispose()));
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
      mirror: meshMirror(canonical.vertices),
      hashes: Object.fromEntries(manifest.models.map(({ name, sha256 }) => [name, `sha256:${sha256}`])),
      dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}
