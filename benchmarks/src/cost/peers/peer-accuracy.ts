/** How often other liveness detectors are right, from what `bench accuracy --baselines --json` wrote. */
import { readFile } from 'node:fs/promises';
import { LivePhotoError } from '@livephoto/core';
import type { Figures } from '../../accuracy/inspections/all-figures.ts';
import type { DetectorFigures } from '../../accuracy/peers/detector-rates.ts';

/**
 * Liveness of the product and of other detectors on firm labels, all sources together.
 * @throws {LivePhotoError} `invalid_request` when the file is none of `bench accuracy --baselines`
 */
export async function readPeerAccuracy(file: string): Promise<readonly DetectorFigures[]> {
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw new LivePhotoError('invalid_request', `There is no file ${file}`, { cause, param: 'accuracy' });
  });
  const detectors = figuresIn(text)?.peers?.firm?.all;
  if (detectors === undefined) {
    throw new LivePhotoError(
      'invalid_request',
      `${file} has no figures of other detectors: write it with \`pnpm bench accuracy --labels FILE --only liveness --baselines --json FILE\``,
      { param: 'accuracy' },
    );
  }
  return detectors;
}

function figuresIn(text: string): Figures | undefined {
  try {
    return (JSON.parse(text) as { figures?: Figures }).figures;
  } catch {
    return undefined;
  }
}
