/** Writes what was measured, with its labels, as a file of lines that any program can fit on. */
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { speciesOfLabel } from '../families/family.ts';
import type { MeasuredPhoto } from './measured-signals.ts';

/** One JSON object a line: path, family, genuine, species, weak, subject, face, image, signals. */
export async function writeSignals(file: string, photos: readonly MeasuredPhoto[]): Promise<void> {
  const lines = function* () {
    for (const { photo, source, genuine, weak, face, image, signals } of photos) {
      const species = speciesOfLabel(photo) ?? null;
      const subject = photo.extra.subject ?? null;
      const { path } = photo;
      const row = { path, family: source, genuine, species, weak, subject, face, image, signals };
      yield `${JSON.stringify(row, (_, part) => (part instanceof Float64Array ? Array.from(part) : part))}\n`;
    }
  };
  await pipeline(lines, createWriteStream(file));
}
