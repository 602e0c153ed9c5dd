/** Follows the turns that a challenge asks for: what to say next, which frames to keep, and when to begin again. */
import {
  type AskedLimits,
  limitsFor,
  type MotionPolicy,
  type SeenTurn,
  seenTurns,
  type TrackedFace,
  type TurnDirection,
} from '@livephoto/core';
import { turning } from './capture-limits.ts';

/** What the person is to do, or what went wrong so that the turns begin again. */
export type TurnCue =
  | TurnDirection
  /** To the centre, after a turn. */
  | 'back'
  /** Before the first turn. */
  | 'straight'
  /** After the last: the photo is taken. */
  | 'hold'
  | 'other_way'
  | 'slower'
  | 'lost';

/** What becomes of one look at the head. */
export interface TrackStep {
  readonly cue: TurnCue;
  /** How much of the turns is done, 0..1. */
  readonly share: number;
  /** Everything that was kept is to be forgotten, before `keep`. */
  readonly restarted: boolean;
  /** This frame belongs to the track. */
  readonly keep: boolean;
  /** The number of a frame, of those kept, that is not needed any more. */
  readonly drop: number | undefined;
  /** `done`: the still can be taken. `stuck`: nobody has moved for long. */
  readonly end: 'done' | 'stuck' | undefined;
}

interface Kept {
  readonly at: number;
  readonly yaw: number;
  readonly pitch: number;
}

/** The element's own judgement while somebody turns, without a camera or a page: for whoever measures it, or guides otherwise. */
export class TrackRecorder {
  readonly #wanted: readonly TurnDirection[];
  /** A turn must be seen by the one, and none by the other that was not asked for: the server measures JPEGs of the frames. */
  #sure: AskedLimits;
  readonly #alert: AskedLimits;
  readonly #limits: Pick<MotionPolicy, 'maxStep' | 'maxGap' | 'minYaw' | 'minReach'>;
  #first: TrackedFace | undefined;
  #kept: Kept[] = [];
  /** What the turns of the kept frames come to. */
  #toldByKept = 0;
  #progress = 0;
  #progressAt: number | undefined;
  #steadySince: number | undefined;
  /** Since when the head has looked straight, before the first frame. */
  #rest: { readonly at: number; readonly yaw: number } | undefined;
  /** What went wrong stays on the screen until the head is straight again. */
  #fault: TurnCue | undefined;
  /** When the last frame came, with a face or without. */
  #lookedAt = -Infinity;

  /**
   * @param wanted Turns of the challenge, in their order.
   * @param limits What the server judges by: `motion` of the policy.
   */
  constructor(wanted: readonly TurnDirection[], limits: MotionPolicy) {
    const { margin } = turning;
    const policy = limitsFor(wanted, limits);
    this.#wanted = wanted;
    this.#limits = policy;
    this.#sure = {
      minYaw: policy.minYaw + margin.yaw,
      minPitch: policy.minPitch + margin.pitch,
      maxCentre: policy.maxCentre - margin.centre,
      maxCentrePitch: policy.maxCentrePitch - margin.centre,
      asked: wanted,
      minUnaskedPitch: policy.minUnaskedPitch + margin.pitch,
      maxUnaskedCentre: policy.maxUnaskedCentre - margin.centre,
    };
    this.#alert = {
      minYaw: policy.minYaw - margin.alert,
      minPitch: policy.minPitch - margin.alert,
      maxCentre: policy.maxCentre,
      maxCentrePitch: policy.maxCentrePitch,
      asked: wanted,
      minUnaskedPitch: policy.minUnaskedPitch - margin.alert,
      maxUnaskedCentre: policy.maxUnaskedCentre,
    };
  }

  /**
   * @param at Milliseconds, rising.
   * @param face null where none is seen.
   */
  feed(at: number, face: TrackedFace | null): TrackStep {
    this.#progressAt ??= at;
    const next = at + lateness * (at - this.#lookedAt);
    this.#lookedAt = at;
    if (face === null) return this.#restart('lost');
    const first = this.#first;
    const last = this.#kept.at(-1);
    if (first === undefined || last === undefined) return this.#begin(at, face);
    const here = { at, yaw: face.yaw - first.yaw, pitch: face.pitch - first.pitch };
    const moved = Math.max(Math.abs(here.yaw - last.yaw), Math.abs(here.pitch - last.pitch) / 1.5);
    const gap = at - last.at;
    if (gap > this.#limits.maxGap || moved > this.#limits.maxStep - 1) return this.#restart('slower');

    const told = this.#told([...this.#kept, here]);
    const { seen, noticed, finished } = told;
    const agrees = noticed.every(
      ({ direction, returned }, i) => direction === this.#wanted[i] && (returned || i === noticed.length - 1),
    );
    if (!agrees) return this.#restart('other_way');
    const isOut = seen.length > finished;
    this.#note(2 * finished + (isOut ? 1 : 0), at);

    const isOver = finished === this.#wanted.length;
    if (!isOver) this.#steadySince = undefined;
    else if (moved > turning.step) this.#steadySince = at;
    else this.#steadySince ??= at;
    const isDone = this.#steadySince !== undefined && at - this.#steadySince >= turning.steady;
    // The frame that shows a turn, or the way back from it, belongs to the track, however little the head moved since the last one.
    const isNews = told.progress > this.#toldByKept;
    // Where looks are far apart, the next one would come too late.
    const isDue = gap >= turning.dwell || next - last.at > this.#limits.maxGap;
    const keep = isDone || isNews || moved >= this.#stepSize() || isDue;
    if (keep) {
      this.#kept.push(here);
      this.#toldByKept = told.progress;
    }
    const isFull = this.#kept.length > turning.maxFrames;
    const drop = (keep ? this.#twin() : undefined) ?? (isFull ? this.#dispensable() : undefined);
    if (isFull && drop === undefined) return this.#restart('straight');
    if (drop !== undefined) this.#kept.splice(drop, 1);
    const isStuck = at - this.#progressAt >= turning.patience && this.#kept.length >= turning.minFrames;
    return {
      cue: isOver ? 'hold' : isOut ? 'back' : this.#wanted[finished]!,
      share: this.#share(here, seen, finished, isOut),
      restarted: false,
      keep,
      drop,
      end: isDone ? 'done' : isStuck ? 'stuck' : undefined,
    };
  }

  /** All angles count from the first frame: it must not be one on the way back from somewhere. */
  #begin(at: number, face: TrackedFace): TrackStep {
    const { yaw, pitch, still, settle } = turning.straight;
    const isStraight = Math.abs(face.yaw) <= yaw && Math.abs(face.pitch) <= pitch;
    const rest = this.#rest;
    const isStill = rest !== undefined && Math.abs(face.yaw - rest.yaw) <= still;
    if (!isStraight) this.#rest = undefined;
    else if (!isStill) this.#rest = { at, yaw: face.yaw };
    if (!isStraight || !isStill || at - rest.at < settle) return this.#waiting(this.#fault ?? 'straight');
    this.#rest = undefined;
    this.#fault = undefined;
    this.#first = face;
    const { minYaw, minReach } = this.#limits;
    // Whoever looks a little aside at first has that much farther to go on the other side.
    const least = Math.max(minYaw, minReach + Math.abs(face.yaw));
    this.#sure = { ...this.#sure, minYaw: least + turning.margin.yaw };
    this.#kept = [{ at, yaw: 0, pitch: 0 }];
    this.#toldByKept = 0;
    this.#progress = 0;
    return { ...this.#waiting(this.#wanted[0]!), keep: true };
  }

  #restart(fault: TurnCue): TrackStep {
    this.#fault = fault;
    // Something moved: whoever turns the other way has not given up.
    this.#progressAt = undefined;
    this.#first = undefined;
    this.#kept = [];
    this.#steadySince = undefined;
    return { ...this.#waiting(fault), restarted: true };
  }

  #waiting(cue: TurnCue): TrackStep {
    return { cue, share: 0, restarted: false, keep: false, drop: undefined, end: undefined };
  }

  #note(progress: number, at: number): void {
    if (progress <= this.#progress) return;
    this.#progress = progress;
    this.#progressAt = at;
  }

  /** What the turns of these frames come to. */
  #told(angles: readonly Kept[]) {
    const seen = seenTurns(angles, this.#sure);
    const noticed = seenTurns(angles, this.#alert);
    const finished = seen.filter((turn, i) => turn.returned && noticed[i]?.returned).length;
    return { seen, noticed, finished, progress: seen.length + finished };
  }

  /** Whether all turns, and ways back, are still seen without one of the frames. */
  #isSpare(frame: number): boolean {
    return this.#told(this.#kept.filter((_, i) => i !== frame)).progress === this.#toldByKept;
  }

  /** Degrees: long challenges have as many frames as short ones. */
  #stepSize(): number {
    return this.#wanted.length > 2 ? turning.step + 2 : turning.step;
  }

  /** The frame before the one that was just kept, where both may show the same moment. */
  #twin(): number | undefined {
    const number = this.#kept.length - 2;
    const [before, last, here] = this.#kept.slice(-3);
    if (before === undefined || last === undefined || here === undefined) return undefined;
    const { angle, time } = turning.twins;
    const areApart = here.at - last.at >= time || distance(last, here) >= angle;
    if (areApart || !this.#follows(before, here)) return undefined;
    return this.#isSpare(number) ? number : undefined;
  }

  /** Whether nothing between these two is missed. */
  #follows(before: Kept, after: Kept): boolean {
    const { maxGap, maxStep } = this.#limits;
    return after.at - before.at <= maxGap - 100 && distance(before, after) <= maxStep - 4;
  }

  /** The frame whose neighbours are nearest to each other, and near enough, and that is spare. */
  #dispensable(): number | undefined {
    let best: { readonly frame: number; readonly cost: number } | undefined;
    for (let frame = 1; frame < this.#kept.length - 1; frame++) {
      const [before, after] = [this.#kept[frame - 1]!, this.#kept[frame + 1]!];
      if (!this.#follows(before, after)) continue;
      const cost = distance(before, after);
      if (best !== undefined && cost >= best.cost) continue;
      if (this.#isSpare(frame)) best = { frame, cost };
    }
    return best?.frame;
  }

  #share(here: Kept, seen: readonly SeenTurn[], finished: number, isOut: boolean): number {
    const total = 2 * this.#wanted.length;
    const direction = this.#wanted[Math.min(finished, this.#wanted.length - 1)]!;
    const { minYaw, minPitch } = this.#sure;
    const way = {
      left: here.yaw / minYaw,
      right: -here.yaw / minYaw,
      up: here.pitch / minPitch,
    }[direction];
    const out = Math.min(1, Math.max(0, way));
    if (seen.length === 0 && finished === 0) return out / total;
    if (finished === this.#wanted.length) return 1;
    return (2 * finished + (isOut ? 2 - out : out)) / total;
  }
}

/** How many times as long as the last look the next one may take. */
const lateness = 1.5;

/** Degrees: the larger of yaw and pitch. */
function distance(a: Kept, b: Kept): number {
  return Math.max(Math.abs(b.yaw - a.yaw), Math.abs(b.pitch - a.pitch));
}
