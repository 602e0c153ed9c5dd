/** Refuses a browser that cannot run an inspector before anything is downloaded, with what is missing. */
import { LivePhotoError } from '@livephoto/core';

/** A module with one function that makes a vector and drops it: only engines with SIMD find it valid. */
const simdModule = new Uint8Array([
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 10, 9, 1, 7, 0, 0x41, 0, 0xfd, 15, 0x1a,
  11,
]);

/** @throws {LivePhotoError} `unsupported_runtime` */
export function assertSupported(): void {
  if (!globalThis.isSecureContext) {
    throw unsupported(
      'Photos are inspected on pages from https: or localhost only, and this page is not one',
    );
  }
  if (typeof Worker === 'undefined' || typeof WebAssembly === 'undefined') {
    throw unsupported('This browser has no workers or no WebAssembly: update it');
  }
  if (!WebAssembly.validate(simdModule)) {
    throw unsupported(
      'This browser runs WebAssembly without SIMD, which the inspection needs: update the browser, or allow what its settings or its lockdown mode turned off',
    );
  }
}

function unsupported(message: string): LivePhotoError {
  return new LivePhotoError('unsupported_runtime', message);
}
