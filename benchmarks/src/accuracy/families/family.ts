/** Which family a labelled photo belongs to: one chain of capture, whose photos share camera, room and attacks. */
import type { LabelledPhoto } from '../labels/labels.ts';

/**
 * `extra.family` where the label has it, else the source. Folders `collection__part` are one family: parts alike must
 * not vouch for each other.
 */
export function familyOf({ source, extra }: Pick<LabelledPhoto, 'source' | 'extra'>): string {
  return extra.family ?? source.replace(/__.*/, '');
}

/** The presentation attack instrument species as labelled; undefined for bona fide photos. */
export function speciesOfLabel({ label, extra }: Pick<LabelledPhoto, 'label' | 'extra'>): string | undefined {
  return label === 'real' ? undefined : (extra.attack ?? 'unstated');
}
