/** What the motion of a capture adds to the report on its still. */

import type { ImageContentType } from './image-info.ts';
import type { InspectionReport } from './report.ts';

/** The person's own left and right; `left` is the right edge of a picture that is not mirrored. */
export const turnDirections = ['left', 'right', 'up'] as const;
/** One of `turnDirections`. */
export type TurnDirection = (typeof turnDirections)[number];

/** Stands in the report as `inspections.liveness.evidence.motion`. Angles are degrees from the first frame. */
export interface MotionEvidence {
  /** The turns that were asked for, and those that were seen, in their order. */
  readonly asked: readonly TurnDirection[];
  readonly seen: readonly TurnDirection[];
  /** 0..100: that what turned was a head, and one head all the time. */
  readonly score: number;
  readonly checks: {
    /** The turns asked for, in that order, each from the centre and back. */
    readonly followed: boolean;
    /** No gap, no jump, a face in every frame. */
    readonly continuous: boolean;
    /** Parallax and shape are those of a head, not of something flat or bent. */
    readonly solid: boolean;
    /** No frame is another one once more. */
    readonly moving: boolean;
    readonly samePerson: boolean;
    readonly sameScene: boolean;
    /** Brightness did not jump. */
    readonly exposed: boolean;
  };
  readonly turns: readonly {
    readonly direction: TurnDirection;
    readonly angle: number;
    /** What no homography explains, over the sine of the angle, in distances between the eyes. Heads: about 0.2. */
    readonly parallax: number;
    /** What alignment leaves of the face's shape, as a multiple of what a turned head leaves at most. */
    readonly shape: number;
    /** Width of the face over what a head's yaw leaves of it: about 1, less for sheets; null for turns up. */
    readonly width: number | null;
    /** What no plane explains of the picture itself, over the squared sine: heads 0.24 and more, prints 0.1 at most; null for turns up. */
    readonly depth: number | null;
    /** The same beside an upright sheet that may be bent, in place of a plane; null for turns up. */
    readonly relief: number | null;
    readonly score: number;
  }[];
  readonly frames: readonly {
    /** Milliseconds since the first frame. */
    readonly at: number;
    readonly yaw: number;
    readonly pitch: number;
    /** Root mean square, in distances between the eyes. */
    readonly residual: number;
    readonly shape: number;
  }[];
  /** Frames in which no face was seen. */
  readonly lost: number;
  /** The landmarks' own noise, in the unit of `residual`. */
  readonly noise: number;
  /** Worst of all neighbouring frames, 0..100: how alike the faces look, and the surroundings (null: too plain to tell). */
  readonly likeness: number;
  readonly scene: number | null;
  /** How much the face changed from one frame to the next, at most: looks and shape; a swap is about 0.5. */
  readonly change: number;
  /** The same of the first and the last frame. */
  readonly endsChange: number;
  /** By how much of the contrast neighbouring frames differ at least where the face is. */
  readonly difference: number;
  /** The same of frames with a turn between them: the two least. */
  readonly apart: readonly number[];
  /** How alike the still and the frame next to it look, 0..100. */
  readonly stillLikeness: number;
}

/** The report on the still; its liveness also weighed the motion. */
export type CaptureReport<ContentType extends ImageContentType | null = ImageContentType> =
  InspectionReport<ContentType> & {
    /** Where they were asked for: prints of the frames, to tell them again (`isReplayed`). Not to be kept with the report. */
    readonly prints?: readonly Int8Array[];
  };
