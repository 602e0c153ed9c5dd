/** Faces whose angles were measured badly, not at all, or judged wrongly. */
import type { ObservedPhoto } from '../../runner/run.ts';
import { type Mistake, worstFirst } from '../mistake.ts';
import { isTurned, type PosedPhoto, posed, withoutAngleFinding } from './angle-errors.ts';

/** Errors of yaw from which a photo is listed, degrees, where yaw is nominally within 45 and pitch within 30. */
const largeYawError = 10;

export function orientationMistakes(photos: readonly ObservedPhoto[]): Mistake[] {
  return worstFirst(photos.map(posed).flatMap((item) => mistakeOf(item) ?? []));
}

function mistakeOf(item: PosedPhoto): Mistake | undefined {
  const { photo, observation, nominal, measured } = item;
  const labelled = `labelled yaw ${nominal.yaw}, pitch ${nominal.pitch}`;
  if (observation.error) {
    return { photo, kind: 'error', detail: `${labelled}; ${observation.error.message}`, severity: 400 };
  }
  const yaw = Math.abs(nominal.yaw);
  if (measured === undefined) {
    const frontal = yaw <= 45 && Math.abs(nominal.pitch) <= 30;
    return {
      photo,
      kind: frontal ? 'no face found within yaw 45, pitch 30' : 'no face found beyond yaw 45 or pitch 30',
      detail: labelled,
      severity: frontal ? 300 - yaw : 0,
    };
  }
  const detail = `${labelled}; measured ${measured.yaw}, ${measured.pitch}`;
  if (isTurned(item) && withoutAngleFinding(item)) {
    return { photo, kind: 'turned beyond 40° without a finding', detail, severity: 500 + yaw };
  }
  const error = Math.abs(measured.yaw - nominal.yaw);
  if (yaw <= 45 && Math.abs(nominal.pitch) <= 30 && error >= largeYawError) {
    return { photo, kind: `yaw off by ${largeYawError}° or more`, detail, severity: 100 + error };
  }
  return undefined;
}
