/** Figures and every photo's row as JSON, for other programs. */
import type { ObservedPhoto } from '../runner/run.ts';
import type { Result } from './terminal.ts';

export function jsonReport(result: Result, observed: readonly ObservedPhoto[]): string {
  const kinds = new Map(
    Object.values(result.mistakes).flatMap((list) => list.map(({ photo, kind }) => [photo, kind] as const)),
  );
  const rows = observed.map(({ photo, observation, peers }) => ({
    path: photo.path,
    source: photo.source,
    repository: photo.repository,
    category: photo.category,
    label: photo.label,
    standing: photo.standing,
    extra: photo.extra,
    mistake: kinds.get(photo) ?? null,
    ...(peers ? { peers } : {}),
    ...(observation.error
      ? { error: observation.error }
      : {
          accepted: observation.report.accepted,
          faces: observation.report.faces,
          inspections: observation.report.inspections,
        }),
  }));
  return `${JSON.stringify({ version: 1, ...result.info, goals: result.goals, figures: result.figures, rows }, undefined, 1)}\n`;
}
