/** Whether this browser and machine have WebGPU to offer: told before 27 MB are fetched for it. */
import { LivePhotoError } from '@livephoto/core';

/** The part of WebGPU that tells whether it is there. */
interface Gpu {
  requestAdapter(): Promise<object | null>;
}

/** @throws {LivePhotoError} `unsupported_runtime` */
export async function assertWebGpu(): Promise<void> {
  const { gpu } = navigator as Navigator & { gpu?: Gpu };
  if (!gpu) throw new LivePhotoError('unsupported_runtime', 'This browser has no WebGPU');
  const adapter = await gpu.requestAdapter().catch(() => null);
  if (!adapter) throw new LivePhotoError('unsupported_runtime', 'This machine offers no WebGPU adapter');
}
