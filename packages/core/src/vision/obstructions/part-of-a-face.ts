/** Whether what a map shows in sight and out of sight is a face with a part of it covered. */
import type { ObstructionMap } from './obstruction-net.ts';
import {
  beyondAHand,
  beyondASlit,
  cheeksBesideAHand,
  cheeksBesideASlit,
  cheeksInSight,
  eyeBesideAHand,
  eyeInSight,
  eyeOutOfSight,
  eyeUnderAHand,
  foreheadInSight,
  inSight,
  minPresenceOfHalf,
  noseInSight,
  outOfSight,
} from './tuning.ts';

type Visible = ObstructionMap['visible'];

/** Under a mask, behind dark glasses, half outside of the picture, or covered above and below. @param presence 0..1. */
export function isPartOfAFace(
  { leftEye, rightEye, nose, mouth, chin, forehead, cheeks }: Visible,
  presence: number,
): boolean {
  const lessVisibleEye = Math.min(leftEye, rightEye);
  const moreVisibleEye = Math.max(leftEye, rightEye);
  const masked =
    lessVisibleEye >= inSight && forehead >= foreheadInSight && Math.max(mouth, chin) < outOfSight;
  const shaded = Math.min(nose, mouth, chin) >= inSight && moreVisibleEye < outOfSight;
  const halved =
    presence >= minPresenceOfHalf &&
    moreVisibleEye >= eyeInSight &&
    lessVisibleEye < eyeOutOfSight &&
    nose >= inSight;
  const aroundTheNose =
    presence >= inSight && nose >= noseInSight && cheeks >= cheeksInSight && moreVisibleEye < eyeOutOfSight;
  return masked || shaded || halved || aroundTheNose;
}

/** Both eyes look out of a slit, and cloth covers the rest: a niqab, a balaclava. */
export function isEyesAlone({ leftEye, rightEye, nose, mouth, chin, cheeks }: Visible): boolean {
  return (
    Math.min(leftEye, rightEye) >= inSight &&
    Math.max(nose, mouth, chin) < beyondASlit &&
    cheeks < cheeksBesideASlit
  );
}

/** One eye looks past a hand, and the cheeks do on both sides; the rest lies under it. */
export function isBehindAHand({ leftEye, rightEye, nose, mouth, chin, cheeks }: Visible): boolean {
  return (
    Math.max(leftEye, rightEye) >= eyeBesideAHand &&
    Math.min(leftEye, rightEye) < eyeUnderAHand &&
    Math.max(nose, mouth, chin) < beyondAHand &&
    cheeks >= cheeksBesideAHand
  );
}
