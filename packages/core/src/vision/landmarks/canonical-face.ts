/** The face that landmarks are compared with: MediaPipe's metric mesh, from the model folder. */
import type { CanonicalFace } from '@livephoto/models';
import { LivePhotoError } from '../../contract/errors.ts';
import { landmarkCount } from './face-landmarker.ts';

/** @throws {LivePhotoError} `model_invalid` when the bytes are no canonical face. */
export function readCanonicalFace(bytes: Uint8Array): CanonicalFace {
  try {
    const face = JSON.parse(new TextDecoder().decode(bytes)) as CanonicalFace;
    const { vertices, triangles, poseBasis } = face;
    if (vertices.length === 3 * landmarkCount && triangles.length > 0 && poseBasis.length > 3) return face;
  } catch (cause) {
    throw invalid(cause);
  }
  throw invalid(undefined);
}

function invalid(cause: unknown): LivePhotoError {
  return new LivePhotoError(
    'model_invalid',
    "The canonical face in the model folder is damaged: run 'pnpm models build' again",
    { cause },
  );
}
