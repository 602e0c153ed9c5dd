/** What the product sees of the eyes of labelled photos, before it judges them. */
import { readFile } from 'node:fs/promises';
import { LivePhotoError } from '@livephoto/core';
import { describeEyes } from '@livephoto/core/calibration';
import type { LabelledEyes } from '@livephoto/models-build/eyes';
import { createNodeInspector } from '@livephoto/worker-runtime/node';
import { parse } from 'csv-parse/sync';
import type { Progress } from '../../report/progress.ts';
import type { LabelledPhoto } from '../labels/labels.ts';

export interface MeasuredEyes extends LabelledEyes {
  readonly photo: LabelledPhoto;
}

export type EyesLabel = 'closed' | 'open' | 'unsure';

/** Covers that leave the eyes in sight. */
const besideTheEyes: readonly (string | undefined)[] = [undefined, 'mask', 'scarf'];
/** Labels of photos that show one person. */
const onePerson: readonly string[] = ['single', 'clear', 'obstructed', 'pose', 'real'];

/**
 * What someone saw who looked at photos that are labelled for something else: `source/file` to whether the eyes are closed.
 *
 * @throws {LivePhotoError} `invalid_request` (param `seen`) for a file that is not that
 */
export async function readSeen(file: string): Promise<ReadonlyMap<string, EyesLabel>> {
  const invalid = (why: string, cause?: unknown) =>
    new LivePhotoError('invalid_request', `${file} ${why}`, { param: 'seen', cause });
  let rows: readonly Partial<Record<'photo' | 'eyes', string>>[];
  try {
    rows = parse(await readFile(file), { bom: true, columns: true, skip_empty_lines: true });
  } catch (error) {
    throw invalid('cannot be read as a CSV with the columns photo, eyes', error);
  }
  return new Map(
    rows.map(({ photo, eyes }, i) => {
      if (!photo || (eyes !== 'closed' && eyes !== 'open' && eyes !== 'unsure')) {
        throw invalid(`row ${i + 1}: a photo as source/file, and closed, open or unsure, are wanted`);
      }
      return [photo, eyes];
    }),
  );
}

/** Undefined for photos that tell nothing of eyes. */
export function eyesOf(photo: LabelledPhoto, seen: ReadonlyMap<string, EyesLabel>): EyesLabel | undefined {
  const { label, extra, path } = photo;
  if (extra.synthetic || extra.derived || !onePerson.includes(label)) return undefined;
  const known = seen.get(path.split('/').slice(-2).join('/'));
  if (known !== undefined) return known;
  if (extra.occlusion === 'eyes_closed') return 'closed';
  return besideTheEyes.includes(extra.occlusion) ? 'open' : undefined;
}

/** Eyes of those photos whose one face can be made out, looks into the camera enough, and has both eyes in sight. */
export async function measureEyes(
  photos: readonly { readonly photo: LabelledPhoto; readonly closed: boolean }[],
  backend: 'wasm' | 'native',
  progress: Progress,
): Promise<MeasuredEyes[]> {
  const measured: MeasuredEyes[] = [];
  const inspector = await createNodeInspector({ backend });
  progress.start(photos.length);
  try {
    for (const { photo, closed } of photos) {
      const seen = await inspector
        .inspectDetailed(await readFile(photo.file), {
          inspections: ['faces', 'orientation', 'obstructions'],
        })
        .catch((error: unknown) => {
          if (error instanceof LivePhotoError) return undefined;
          throw error;
        });
      progress.step(true);
      if (seen?.geometry == null || seen.report.faces.length !== 1) continue;
      const { orientation, obstructions } = seen.report.inspections;
      const { interEyeDistance } = orientation.evidence;
      const { regions, quality } = obstructions.evidence;
      const canTell =
        quality?.leftEyeOpen !== undefined &&
        Math.min(quality.sharpness ?? 0, quality.underExposurePrevention ?? 0) >= 50 &&
        Math.min(regions?.leftEye ?? 0, regions?.rightEye ?? 0) >= 50;
      if (!canTell || interEyeDistance === undefined) continue;
      const eyes = describeEyes(seen.image, seen.geometry, seen.scale, interEyeDistance);
      measured.push({ photo, closed, source: photo.source, ...eyes });
    }
  } finally {
    progress.stop();
    await inspector.dispose();
  }
  return measured;
}
