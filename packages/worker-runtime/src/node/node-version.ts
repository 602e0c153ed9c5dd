/** Which Node this works on: an older one lacks what it is built on, and would say that in words that help nobody. */
import { LivePhotoError } from '@livephoto/core';

/** As every package's `engines` says it. */
export const leastNode = '20.19';

/**
 * @param version of the running Node. @default that of this process, which Bun and Deno have too
 * @throws {LivePhotoError} `unsupported_runtime` where it is too old, with the version that will do.
 */
export function assertNode(version: string = process.versions.node): void {
  const [major, minor] = numbers(version);
  const [leastMajor, leastMinor] = numbers(leastNode);
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return;
  throw new LivePhotoError(
    'unsupported_runtime',
    `livephoto needs Node ${leastNode} or newer, and this is ${version}: get a newer one from https://nodejs.org`,
  );
}

function numbers(version: string): [major: number, minor: number] {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return [major, minor];
}
