/** Everything that an inspector infers with, loaded from one source onto one backend. */
import type { CanonicalFace, ModelName } from '@livephoto/models';
import type { InferenceBackend, InferenceModel, ModelSource } from '../ports.ts';
import { readCanonicalFace } from '../vision/canonical-face.ts';
import { meshEdges } from '../vision/mesh-edges.ts';
import { loadAsset, loadModel } from './load.ts';

export interface InspectionModels {
  readonly detector: InferenceModel;
  readonly landmarker: InferenceModel;
  readonly obstructionNet: InferenceModel;
  readonly spoofNet: InferenceModel;
  readonly canonical: CanonicalFace;
  readonly edges: readonly (readonly [number, number])[];
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
  const loaded: InferenceModel[] = [];
  const load = async (name: ModelName) => {
    const model = await loadModel(source, manifest, name, backend);
    loaded.push(model);
    return model;
  };
  const dispose = async () => {
    await Promise.all(loaded.map((model) => model.dispose()));
  };
  // All at once: files are read and checked while the backend is still busy with the first of them.
  const loading = [
    loadAsset(source, manifest, 'canonical-face').then(readCanonicalFace),
    load('face-detector'),
    load('face-landmarker'),
    load('obstruction-net'),
    load('spoof-net'),
  ] as const;
  await Promise.allSettled(loading);
  try {
    const [canonical, detector, landmarker, obstructionNet, spoofNet] = await Promise.all(loading);
    return {
      detector,
      landmarker,
      obstructionNet,
      spoofNet,
      canonical,
      edges: meshEdges(canonical.triangles),
      hashes: Object.fromEntries(manifest.models.map(({ name, sha256 }) => [name, `sha256:${sha256}`])),
      dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}
