/** One photo of a run from its bytes to its result: read, inspected, drawn. The same in this thread and in others. */
import { type DetailedInspection, type Inspector, LivePhotoError } from '@livephoto/core';
import { writePicture } from '../annotate/annotator.ts';
import { drawThumbnail } from '../annotate/draw-thumbnail.ts';
import type { PhotoSource } from '../inputs/photo-source.ts';
import { readPhoto } from '../inputs/read-photo.ts';
import type { Terminal } from '../terminal.ts';
import type { PhotoResult } from './photo-result.ts';

export interface PhotoJob {
  readonly source: PhotoSource;
  /** Where the annotated picture goes; none is drawn when left out. */
  readonly picture?: string | undefined;
  readonly thumbnail: boolean;
  readonly performLivenessCheck: boolean;
}

/**
 * @throws {LivePhotoError} only what the next photo would meet again: a model is missing or damaged, or the run was stopped.
 */
export async function inspectPhoto(
  { source, picture, thumbnail, performLivenessCheck }: PhotoJob,
  inspector: Inspector,
  { stdin, signal }: Partial<Pick<Terminal, 'stdin' | 'signal'>> = {},
): Promise<PhotoResult> {
  const { name } = source;
  try {
    const bytes = await readPhoto(source, stdin, inspector.policy.image.maxBytes, signal);
    const options = { performLivenessCheck, ...(signal ? { signal } : {}) };
    if (picture === undefined && !thumbnail) return { name, report: await inspector.inspect(bytes, options) };
    const seen: DetailedInspection = await inspector.inspectDetailed(bytes, options);
    if (picture !== undefined) await writePicture(picture, name, seen.report, seen);
    return {
      name,
      report: seen.report,
      ...(picture === undefined ? {} : { picture }),
      ...(thumbnail ? { thumbnail: drawThumbnail(seen.report, seen) } : {}),
    };
  } catch (error) {
    const typed = toLivePhotoError(error);
    if (endsTheRun(typed)) throw typed;
    return { name, error: typed.toJSON() };
  }
}

/** Errors that the next photo would meet again. */
export function endsTheRun(error: LivePhotoError): boolean {
  return (
    error.type === 'model_missing' || error.type === 'model_invalid' || error.type === 'inspection_aborted'
  );
}

export function toLivePhotoError(error: unknown): LivePhotoError {
  if (error instanceof LivePhotoError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new LivePhotoError('internal_server_error', `Unexpected: ${message}`, { cause: error });
}
