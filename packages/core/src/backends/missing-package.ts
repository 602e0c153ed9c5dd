/** What is said where a backend's own package is missing: it comes with none of livephoto's. */
import { LivePhotoError } from '../contract/errors.ts';

/** What can be installed, and since when it has what is asked of it. */
const versions = { 'onnxruntime-web': '1.24', 'onnxruntime-node': '1.30' } as const;

/**
 * @param cause what loading the package, or looking for one of its files, threw.
 * @returns `inference_failed`, with the command that installs the package.
 */
export function missingPackage(backend: string, name: keyof typeof versions, cause: unknown): LivePhotoError {
  return new LivePhotoError(
    'inference_failed',
    `The ${backend} backend needs the package '${name}', ${versions[name]} or newer: install it beside this one (npm install ${name}), or use the wasm backend`,
    { cause },
  );
}
