/** A genuine capture, not a photo of a print, a screen or a paper mask. */
import type { LivenessCueName } from '@livephoto/models';
import type { ProvenanceEvidence } from '../contract/provenance.ts';
import type { Finding, InspectionResult, LivenessEvidence } from '../contract/report.ts';
import type { LivenessPolicy } from '../policy.ts';
import { declaredGenerated } from '../provenance/read-provenance.ts';
import type { CaptureConditions } from '../vision/liveness/cues.ts';
import { type CueFusion, contributions, fuse, type LivenessCues } from '../vision/liveness/fuse-cues.ts';
import { concluded, percent, scoreAgainst } from './result.ts';

/** What was seen of the largest face. */
export interface SeenLiveness {
  readonly cues: LivenessCues;
  /** Probability 0..1 that a person was photographed, or a picture of one. */
  readonly person: number;
  /** Levels of 255 by which a rim around the head is brighter than what lies on both sides of it. */
  readonly paperRim: number;
  /** Whether the photo shows enough of how it was taken. */
  readonly conditions: CaptureConditions;
  /** Whether a part of the face is covered or outside of the picture. */
  readonly isPartOfFace?: boolean | undefined;
  /** What its file says of how it came about; absent for pixels that never were a file. */
  readonly provenance?: ProvenanceEvidence | undefined;
}

/** @param fusion The liveness head, with the policy's weights where it has some. */
export function inspectLiveness(
  { cues, person, paperRim, conditions, isPartOfFace, provenance }: SeenLiveness,
  policy: LivenessPolicy,
  fusion: CueFusion,
): InspectionResult<LivenessEvidence> {
  const logits = contributions(cues, fusion);
  const problem = unjudgeable(conditions, policy);
  const isCutOut = paperRim > policy.maxPaperRim;
  const isPerson = person >= policy.minPerson;
  const generated = provenance && declaredGenerated(provenance);
  // Neither what shows no person, what is cut out of paper nor what shows too little may be accepted, however much it looks
  // like a live capture.
  const bonaFide = Math.min(
    fuse(cues, fusion),
    isPerson ? 1 : (policy.minScore * person) / policy.minPerson,
    isCutOut ? policy.minScore / 2 : 1,
    problem === undefined ? 1 : policy.minScore / 2,
    generated === undefined ? 1 : 0,
  );
  const score = scoreAgainst(bonaFide, policy.minScore, 1);
  const findings: Finding[] = [];
  if (generated !== undefined) {
    findings.push({ code: 'generated_image_declared', message: isGenerated(generated), score: 0 });
  }
  if (!isPerson) {
    findings.push({
      code: 'not_a_person',
      message: isPartOfFace ? notEnoughOfAPerson : notAPerson,
      score: scoreAgainst(person, policy.minPerson, 1),
    });
  }
  if (problem !== undefined) findings.push({ ...problem, score });
  else if (isPerson && generated === undefined && bonaFide < policy.minScore) {
    const message = isCutOut ? isCutOutOfPaper : messages[loudest(logits)];
    findings.push({ code: 'presentation_attack_suspected', message, score });
  }
  return concluded(score, findings, {
    bonaFide: percent(bonaFide),
    limits: { bonaFide: percent(policy.minScore), person: percent(policy.minPerson) },
    cues: {
      ...Object.fromEntries(
        Object.entries(logits).map(([name, logit]) => [name, percent(1 / (1 + Math.exp(-logit)))]),
      ),
      person: percent(person),
    },
    ...(provenance && { provenance }),
  });
}

function isGenerated(by: string): string {
  return `The file says of itself that a program generated it, or a part of it (${by}): take a new photo with the camera, without any effects.`;
}

const notAPerson =
  'This looks like a drawing, a statue or a toy and not like a person: take a photo of yourself, without a filter that draws or smooths your face.';
const notEnoughOfAPerson =
  'Too little of the face is in sight to tell it from a drawing, a statue or a toy: take a photo of your whole face, with nothing over it.';
const ofThePicture =
  'This looks like a photo of a picture or a screen: take a new one of yourself, in even light, without anything between you and the camera.';
const isCutOutOfPaper =
  'Around the head this looks like the edge of a picture cut out of paper: take the photo of yourself, in even light, without a lamp or a sticker around your head.';
const ofItsEdge =
  'Around the face this looks like the edge of a screen or a sheet of paper: take the photo in front of a plain background, with nothing held up beside you.';

/** What an honest person can do about it, by the cue that spoke loudest against the photo. */
const messages: Readonly<Record<LivenessCueName, string>> = {
  face: ofThePicture,
  faceFeatures: ofThePicture,
  frame: ofItsEdge,
  frameFeatures: ofItsEdge,
  skinTones: ofThePicture,
};

/** What hides the traces of an attack: the photo is not vouched for, and nobody is suspected. */
function unjudgeable(
  { brightness, colour, quantiser, bars }: CaptureConditions,
  policy: LivenessPolicy,
): Pick<Finding, 'code' | 'message'> | undefined {
  if (bars > policy.maxBars) {
    return {
      code: 'screenshot_suspected',
      message:
        'There are bars above and below the picture, as in a screenshot: send the photo itself, as the camera took it.',
    };
  }
  const reason = hidden(
    [
      brightness < policy.minBrightness,
      'It is too dark to tell a person from a picture of one: take the photo anew in brighter, even light.',
    ],
    [
      brightness > policy.maxBrightness,
      'The face is too bright to tell a person from a picture of one: take the photo anew in softer light, away from the lamp.',
    ],
    [
      colour < policy.minColour,
      'The photo has no colour, so a person cannot be told from a picture of one: take it anew in colour.',
    ],
    [
      quantiser > policy.maxQuantiser,
      'The photo was compressed so much that a person cannot be told from a picture of one: send it as the camera took it, not by a messenger.',
    ],
  );
  return reason === undefined ? undefined : { code: 'liveness_not_assessable', message: reason };
}

function hidden(
  ...conditions: readonly (readonly [applies: boolean, message: string])[]
): string | undefined {
  return conditions.find(([applies]) => applies)?.[1];
}

function loudest(logits: LivenessCues): LivenessCueName {
  const entries = Object.entries(logits) as [LivenessCueName, number][];
  return entries.reduce((least, entry) => (entry[1] < least[1] ? entry : least), ['face', Infinity])[0];
}
