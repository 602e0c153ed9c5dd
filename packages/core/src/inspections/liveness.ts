/** A genuine capture, not a photo of a print, a screen or a paper mask. */
import type { LivenessCueName } from '@livephoto/models';
import type { Finding, InspectionResult, LivenessEvidence } from '../contract/report.ts';
import type { LivenessPolicy } from '../policy.ts';
import type { SkinLight } from '../vision/liveness/cues.ts';
import { type CueFusion, contributions, fuse, type LivenessCues } from '../vision/liveness/fuse-cues.ts';
import { concluded, percent } from './result.ts';

/**
 * @param cues What was seen of the largest face.
 * @param light How its skin was lit.
 * @param fusion The liveness head, with the policy's weights where it has some.
 */
export function inspectLiveness(
  cues: LivenessCues,
  light: SkinLight,
  policy: LivenessPolicy,
  fusion: CueFusion,
): InspectionResult<LivenessEvidence> {
  const problem = unjudgeable(light, policy);
  // Where nothing can be told apart attacks look like people: that must not mean accepted.
  const likely = fuse(cues, fusion);
  const bonaFide = problem === undefined ? likely : Math.min(likely, policy.minScore / 2);
  const score = percent(bonaFide);
  const logits = contributions(cues, fusion);
  const findings: Finding[] =
    bonaFide >= policy.minScore
      ? []
      : [
          {
            code: 'presentation_attack_suspected',
            message: problem ?? messages[loudest(logits)],
            score,
          },
        ];
  return concluded(score, findings, {
    cues: Object.fromEntries(
      Object.entries(logits).map(([name, logit]) => [name, percent(1 / (1 + Math.exp(-logit)))]),
    ),
  });
}

/** What an honest person can do about it, by the cue that spoke loudest against the photo. */
const messages: Readonly<Record<LivenessCueName, string>> = {
  face: 'This looks like a photo of a picture or a screen: take a new one of yourself, in even light, without anything between you and the camera.',
  features:
    'This looks like a photo of a picture or a screen: take a new one of yourself, in even light, without anything between you and the camera.',
  frame:
    'Around the face this looks like the edge of a screen or a sheet of paper: take the photo in front of a plain background, with nothing held up beside you.',
  texture:
    'Up close the skin looks printed, shown on a screen or smoothed: clean the lens, switch filters off and take the photo anew, in even light.',
};

function unjudgeable({ brightness, colour }: SkinLight, policy: LivenessPolicy): string | undefined {
  if (brightness < policy.minBrightness) {
    return 'It is too dark to tell a person from a picture of one: take the photo anew in brighter, even light.';
  }
  if (colour < policy.minColour) {
    return 'The photo has no colour, so a person cannot be told from a picture of one: take it anew in colour.';
  }
  return undefined;
}

/** Features say nothing that people could act on apart from the face. */
function loudest(logits: LivenessCues): LivenessCueName {
  let name: LivenessCueName = 'face';
  for (const other of ['frame', 'texture'] as const) {
    if ((logits[other] ?? Infinity) < (logits[name] ?? Infinity)) name = other;
  }
  return name;
}
