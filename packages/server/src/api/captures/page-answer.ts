/** What a page is told of a refusal: codes and sentences that help a person, nothing that helps to search. */
import { type Finding, type FindingCode, LivePhotoError, type SerializedError } from '@livephoto/core';
import type { SessionState } from './session-rules.ts';

export interface PageFinding {
  readonly code: FindingCode;
  readonly message: string;
  readonly unclear?: true;
}

/** Which cue, or which check of the motion, spoke against a capture is what an attacker would like to know. */
const kept: ReadonlySet<FindingCode> = new Set<FindingCode>([
  'liveness_not_assessable',
  'turn_not_followed',
  'track_interrupted',
]);

const suspected: PageFinding = {
  code: 'presentation_attack_suspected',
  message:
    'This does not look like a person in front of the camera: show your own face, in even light, with nothing between you and the camera.',
};

/** Of liveness one sentence for all cues, no number of any inspection, none of them twice. */
export function pageFindings(
  findings: readonly Finding[],
  livenessCodes: readonly FindingCode[],
): PageFinding[] {
  const told: PageFinding[] = [];
  for (const { code, message, unclear } of findings) {
    const hidden = livenessCodes.includes(code) && !kept.has(code);
    const finding = hidden
      ? suspected
      : { code, ...(unclear && { unclear }), message: withoutFigures(message) };
    if (!told.some((other) => other.code === finding.code)) told.push(finding);
  }
  return told;
}

/** Sentences end in brackets with what was measured and what is allowed. */
function withoutFigures(message: string): string {
  return message.replace(/\s*\([^()]*\d[^()]*\)/g, '');
}

/** A refusal as a page hears it. */
export class RefusedCaptureError extends LivePhotoError {
  constructor(
    error: Pick<SerializedError, 'type'>,
    readonly findings: readonly PageFinding[],
    readonly session: { readonly state: SessionState; readonly attemptsLeft: number },
  ) {
    super(error.type, findings[0]?.message ?? suspected.message, { param: 'data' });
  }
}
