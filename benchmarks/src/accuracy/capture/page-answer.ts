/** What the capture element would do with a take: it follows every turn by the same core, and sends what it saw to its end alone. */
import { TrackRecorder } from '@livephoto/browser/capture';
import type { CaptureChallenge, MotionPolicy } from '@livephoto/core';
import type { ComparedFrames } from '@livephoto/core/capture';

/** How the head stood in the frames of a take. */
export interface SeenTake {
  readonly track: Pick<ComparedFrames, 'start'> & {
    readonly frames: readonly Pick<ComparedFrames['frames'][number], 'at' | 'yaw' | 'pitch'>[];
  };
  /** Frames without a face. */
  readonly lost: number;
}

/** As the page would answer; what it does not send costs no try, as long as the challenge runs. */
export type PageAnswer =
  /** Every turn, and each way back, seen: the photo is taken, everything goes to the server. */
  | 'sent'
  /** Asked to go on: straight first, farther, or nearer to the centre. */
  | 'asked on'
  /** The turns begin again, as the face was lost, it moved too fast, or another way. */
  | 'begun again';

/** Milliseconds before the first frame at which the head stands already, and after the last one: nobody stops at a word. */
const before = [-400, -250, -120];
const after = [100, 200, 300, 400, 500, 600, 700, 800];

/**
 * Every frame of the take is one look of the element at its camera, the first and the last one several.
 * @param compared What was seen in the take; undefined where no face was followed.
 */
export function pageAnswer(
  compared: SeenTake | undefined,
  { turns }: CaptureChallenge,
  policy: MotionPolicy,
): PageAnswer {
  if (compared === undefined || compared.lost > 0) return 'begun again';
  const { start, frames } = compared.track;
  const [first, last] = [frames[0]!, frames.at(-1)!];
  const recorder = new TrackRecorder(turns, policy);
  const looks = [
    ...before.map((at) => ({ ...first, at: first.at + at })),
    ...frames,
    ...after.map((at) => ({ ...last, at: last.at + at })),
  ];
  for (const { at, yaw, pitch } of looks) {
    const face = { yaw: start.yaw + yaw, pitch: start.pitch + pitch, roll: 0, box: noBox };
    const { restarted, end } = recorder.feed(at, face);
    if (restarted) return 'begun again';
    if (end === 'done') return 'sent';
  }
  return 'asked on';
}

const noBox = { x: 0, y: 0, width: 0, height: 0 };
