/** A photo that was judged wrongly, and how badly. */
import type { LabelledPhoto } from '../labels/labels.ts';

export interface Mistake {
  readonly photo: LabelledPhoto;
  /** Mistakes of one kind are counted together: `attack taken as genuine`. */
  readonly kind: string;
  /** What was measured, for a person. */
  readonly detail: string;
  /** Higher is worse; compared within a category only. */
  readonly severity: number;
}

export function worstFirst(mistakes: Iterable<Mistake>): Mistake[] {
  return [...mistakes].sort(
    (a, b) => b.severity - a.severity || a.photo.path.localeCompare(b.photo.path, 'en', { numeric: true }),
  );
}
