/** What a track shows of the turns of a head, in figures: which frames are turns depends on the policy, nothing is decided here. */

import type { TrackLimits } from '../motion-policy.ts';
import { type ComparedFrame, type ComparedFrames, middleOf } from './compare-frames.ts';
import { type SeenTurn, seenTurns } from './track.ts';

export interface MeasuredTurn extends SeenTurn {
  /** Degrees: the farthest that the head went. */
  readonly angle: number;
  /** Medians over the turn's frames that are not too far turned: parallax over the sine of the angle, and shape. */
  readonly parallax: number;
  readonly shape: number;
  /**
   * Width of the face over its height beside the first frame, over what a head's yaw leaves of it: 1 for heads, less for
   * sheets, whose whole width shrinks; undefined for turns up.
   */
  readonly width: number | undefined;
  /**
   * Depth that the picture shows, whatever the mesh says: how much less of it a plane explains than of frames that stand alike,
   * as correlation, over the square of the sine of the angle; undefined for turns up. Heads: 0.24 and more, often 0.5. Prints: 0.1 at most.
   */
  readonly depth: number | undefined;
  /** The same beside an upright sheet that may be bent, in place of a plane. Heads: 0.47 and more. Bent paper: 0.22 at most, but for few. */
  readonly relief: number | undefined;
}

/** What was measured of a track, before anything is judged. */
export interface MeasuredMotion
  extends Pick<ComparedFrames, 'start' | 'frames' | 'steps' | 'noise' | 'ends' | 'still'> {
  readonly turns: readonly MeasuredTurn[];
  /** How much each frame differs from the most similar one with a turn between them; least first. */
  readonly apart: readonly number[];
}

/** Beyond this the mesh says little of a head, degrees. */
const maxJudged = 40;
/** Of each turn so many frames, the farthest, are laid over the first one. */
const farthest = 3;
/** Frames that are nearer in number than this follow each other rather than repeat. */
const apart = 3;

/** Measures the turns of a track: how far, how alike its frames are, how a head moves and a picture does not. */
export function measureMotion(compared: ComparedFrames, limits: TrackLimits): MeasuredMotion {
  const { start, frames, steps, noise, ends, still } = compared;
  return {
    start,
    frames,
    steps,
    noise,
    ends,
    still,
    turns: seenTurns(frames, limits).map((turn) => measureTurn(turn, compared)),
    apart: apartFrom(compared, limits),
  };
}

function measureTurn(turn: SeenTurn, compared: ComparedFrames): MeasuredTurn {
  const { frames, noise } = compared;
  const angleOf = ({ yaw, pitch }: ComparedFrame) => Math.abs(turn.direction === 'up' ? pitch : yaw);
  const all = turn.frames.map((number) => frames[number]!);
  const judged = all.filter((frame) => angleOf(frame) <= maxJudged);
  const used = judged.length > 0 ? judged : all;
  const toASide = turn.direction !== 'up';
  return {
    ...turn,
    angle: Math.max(...all.map(angleOf)),
    parallax: middleOf(
      used.map((frame) => {
        const clean = Math.sqrt(Math.max(0, frame.residual * frame.residual - noise * noise));
        return clean / Math.sin((angleOf(frame) * Math.PI) / 180);
      }),
    ),
    shape: middleOf(used.map((frame) => frame.shape / expectedShape(angleOf(frame)))),
    width: toASide ? middleOf(used.map(({ width }) => width)) : undefined,
    ...(toASide ? depthOf(used, compared) : { depth: undefined, relief: undefined }),
  };
}

/** @param used Frames of one turn to a side. */
function depthOf(used: readonly ComparedFrame[], { frames, onPlane, explained }: ComparedFrames) {
  const far = [...used].sort((a, b) => Math.abs(b.yaw) - Math.abs(a.yaw)).slice(0, farthest);
  const found = far.map((frame) => {
    const by = explained(frames.indexOf(frame));
    const sine = Math.sin((Math.abs(frame.yaw) * Math.PI) / 180);
    // What cannot be compared shows no depth.
    if (by === undefined) return { depth: 0, relief: 0 };
    return { depth: (onPlane - by.plane) / (sine * sine), relief: (onPlane - by.sheet) / (sine * sine) };
  });
  return {
    depth: middleOf(found.map(({ depth }) => depth)),
    relief: middleOf(found.map(({ relief }) => relief)),
  };
}

/**
 * What a head that turned by so many degrees leaves after alignment, as the mesh is no exact solid: about the largest of
 * 48 turns of Pointing'04 persons 1 to 8 (2026-11-28).
 */
function expectedShape(angle: number): number {
  return 0.02 + 0.0012 * angle;
}

/** By frame that comes after a turn: how much it differs from the most similar one before that turn. Least first. */
function apartFrom({ frames, difference }: ComparedFrames, { minYaw }: TrackLimits): readonly number[] {
  const away = 0.375 * minYaw;
  const found: number[] = [];
  for (let later = apart; later < frames.length; later++) {
    let least = Infinity;
    for (let earlier = 0; earlier + apart <= later; earlier++) {
      const { yaw, pitch } = frames[earlier]!;
      const farBetween = frames
        .slice(earlier + 1, later)
        .some((frame) => Math.max(Math.abs(frame.yaw - yaw), Math.abs(frame.pitch - pitch)) > away);
      if (farBetween) least = Math.min(least, difference(earlier, later));
    }
    if (least < Infinity) found.push(least);
  }
  return found.sort((a, b) => a - b);
}
