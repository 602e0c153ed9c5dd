/** A genuine capture, not a photo of a print, a screen or a paper mask. */
import type { LivenessPolicy } from '../policy.ts';
import type { InspectionResult, LivenessEvidence } from '../report.ts';
import { concluded, percent } from './result.ts';

/** @param bonaFide Probability 0..1 that the photo is a bona fide capture. */
export function inspectLiveness(
  bonaFide: number,
  cues: Readonly<Record<string, number>>,
  policy: LivenessPolicy,
): InspectionResult<LivenessEvidence> {
  const score = percent(bonaFide);
  const findings =
    bonaFide >= policy.minScore
      ? []
      : [
          {
            code: 'presentation_attack_suspected' as const,
            message:
              'This looks like a photo of a picture or a screen: take a new one of yourself, in even light, without anything between you and the camera.',
            score,
          },
        ];
  return concluded(score, findings, {
    cues: Object.fromEntries(Object.entries(cues).map(([name, value]) => [name, percent(value)])),
  });
}
