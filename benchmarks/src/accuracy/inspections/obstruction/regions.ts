/** Which findings name the region that an occlusion covers. */
import { type FindingCode, findingCodes } from '@livephoto/core';

/** Findings that say that something covers the face, or that part of it is missing. */
const obstructionFindings: readonly FindingCode[] = findingCodes.obstructions;

const expected: Readonly<Record<string, readonly FindingCode[]>> = {
  mask: ['mouth_obstructed', 'nose_obstructed'],
  scarf: ['mouth_obstructed', 'chin_obstructed'],
  sunglasses: ['left_eye_obstructed', 'right_eye_obstructed'],
  hair: ['left_eye_obstructed', 'right_eye_obstructed', 'forehead_obstructed'],
  cropped: ['face_cropped'],
};

/** How much of what is covered the findings named. */
export type Naming = 'every region' | 'a right region' | 'another region' | 'nothing';

/**
 * @param occlusion as in `extra.occlusion`; of one that is not known (a hand may lie anywhere) any finding is right
 * @param found findings of all inspections
 */
export function namingOf(occlusion: string | undefined, found: readonly FindingCode[]): Naming {
  const about = found.filter((code) => obstructionFindings.includes(code));
  if (about.length === 0) return 'nothing';
  const wanted = expected[occlusion ?? ''];
  if (wanted === undefined || wanted.every((code) => about.includes(code))) return 'every region';
  return wanted.some((code) => about.includes(code)) ? 'a right region' : 'another region';
}
