/** Which turns a head made, read from its angles frame by frame. */
import type { TurnDirection } from '../contract/capture-report.ts';
import type { TrackLimits } from '../motion-policy.ts';

/** Degrees from the first frame: yaw > 0 to the picture's right, pitch > 0 up. */
export interface TrackAngles {
  readonly yaw: number;
  readonly pitch: number;
}

/** One turn: out from the centre and, unless the track ends before, back to it. */
export interface SeenTurn {
  readonly direction: TurnDirection;
  /** Numbers of the frames in which the head was turned that far. */
  readonly frames: readonly number[];
  /** Whether the head came back to the centre after it. */
  readonly returned: boolean;
}

type Stand = TurnDirection | 'centre' | 'between';

/** Of a pitch that nobody asked for, the mesh of a head in bad light says so much where there is next to none. */
const unaskedPitch = 1.6;

/** What counts as a turn where certain turns are asked for. */
export interface AskedLimits extends TrackLimits {
  readonly asked: readonly TurnDirection[];
  /** In place of `minPitch` and `maxCentrePitch` while it is not up that comes next. */
  readonly minUnaskedPitch: number;
  readonly maxUnaskedCentre: number;
}

/** Whoever is to turn to a side next, or is done, need not keep the chin so still. */
export function limitsFor<Limits extends TrackLimits>(
  turns: readonly TurnDirection[],
  limits: Limits,
): Limits & AskedLimits {
  const { minPitch, maxCentrePitch } = limits;
  return {
    ...limits,
    asked: turns,
    minUnaskedPitch: unaskedPitch * minPitch,
    maxUnaskedCentre: unaskedPitch * maxCentrePitch,
  };
}

/**
 * The turns in their order. A turn that is left for another without a look straight ahead counts as not returned. Whoever
 * turns to a side may look up or down with it: that is a turn to the side.
 */
export function seenTurns(
  angles: readonly TrackAngles[],
  limits: TrackLimits | AskedLimits,
): readonly SeenTurn[] {
  const turns: { direction: TurnDirection; frames: number[]; returned: boolean }[] = [];
  let open = false;
  angles.forEach((angle, frame) => {
    const last = turns.at(-1);
    const isUp = open && last?.direction === 'up';
    const stand = standOf(angle, isUp ? limits : limitsNow(limits, turns.length));
    if (stand === 'between') return;
    if (stand === 'centre') {
      if (open && last) last.returned = true;
      open = false;
      return;
    }
    // No challenge asks twice in a row for the same turn: who wavers on the way has turned once.
    if (last?.direction === stand) {
      last.frames.push(frame);
      last.returned = false;
    } else {
      turns.push({ direction: stand, frames: [frame], returned: false });
    }
    open = true;
  });
  return turns;
}

/** @param number Of the turn that comes next. */
function limitsNow(limits: TrackLimits | AskedLimits, number: number): TrackLimits {
  if (!('asked' in limits) || limits.asked[number] === 'up') return limits;
  return { ...limits, minPitch: limits.minUnaskedPitch, maxCentrePitch: limits.maxUnaskedCentre };
}

/** Of a head that is turned to a side the mesh knows the pitch badly: so many times the yaw is surely up. */
const surelyUp = 2;

function standOf({ yaw, pitch }: TrackAngles, limits: TrackLimits): Stand {
  const { minYaw, minPitch, maxCentre, maxCentrePitch } = limits;
  if (yaw >= minYaw) return 'left';
  if (yaw <= -minYaw) return 'right';
  if (pitch >= minPitch) return pitch >= surelyUp * Math.abs(yaw) ? 'up' : 'between';
  if (Math.abs(yaw) > maxCentre) return 'between';
  // Of a pitch the mesh knows less than of a yaw: heads that come back from a side seldom stand as high as before.
  return pitch <= maxCentrePitch && pitch >= -2 * minPitch ? 'centre' : 'between';
}
