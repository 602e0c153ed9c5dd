/** Films the turns of a challenge: frames chosen by where the head looks, and the photo at their end. */
import type { MotionPolicy } from '@livephoto/core';
import type { BrowserInspector } from '../create-inspector.ts';
import type { Camera } from './camera.ts';
import { describeCamera, FrameWatch } from './camera-signals.ts';
import { CaptureError } from './capture-error.ts';
import { liveLongestSide, turning } from './capture-limits.ts';
import { DevicePace } from './device-pace.ts';
import { FrameClock } from './frame-clock.ts';
import { fitWithin, takePicture } from './picture.ts';
import type { DrawnChallenge, TakenCapture, TimedPicture } from './session-api.ts';
import { TrackRecorder, type TurnCue } from './track-recorder.ts';

export interface TurnProgress {
  readonly cue: TurnCue;
  /** 0..1. */
  readonly share: number;
}

export interface RecordTurnsOptions {
  readonly video: HTMLVideoElement;
  readonly camera: Camera;
  readonly inspector: Pick<BrowserInspector, 'trackFace'>;
  readonly challenge: Pick<DrawnChallenge, 'turns'>;
  readonly policy: MotionPolicy;
  readonly onProgress: (progress: TurnProgress) => void;
  readonly signal: AbortSignal;
}

/** What was filmed, and whether the turns were seen in it. */
export interface RecordedTurns {
  readonly capture: TakenCapture;
  readonly complete: boolean;
}

/**
 * @returns undefined when time ran out and too little was seen to be sent.
 * @throws {CaptureError} `camera_busy`; `device_too_slow` once the turns were missed for that time and again; what the inspector throws; the signal's reason.
 */
export async function recordTurns(options: RecordTurnsOptions): Promise<RecordedTurns | undefined> {
  const { video, camera, inspector, challenge, policy, onProgress, signal } = options;
  const recorder = new TrackRecorder(challenge.turns, policy);
  const clock = new FrameClock(video, signal);
  const pace = new DevicePace();
  const shot = new Shot();
  const watch = new FrameWatch();
  const started = performance.now();
  let frames: TimedPicture[] = [];
  let isFirst = true;
  let isHeld = false;
  while (await clock.next()) {
    const at = performance.now();
    const isOver = at - started > turning.lifetime;
    // Browsers give pages in the background no frames: the first one afterwards tells.
    const wasAway = document.hidden || clock.waited > turning.away;
    // The photo is of a frame that was looked at: where that takes long, the head may be elsewhere by then.
    if (wasAway || !shot.draw(video, isHeld)) {
      frames = [];
      recorder.feed(at, null);
      pace.pause();
      if (isOver) return undefined;
      continue;
    }
    watch.feed(shot.patch(), shot.thumbnail());
    const face = await inspector.trackFace(await shot.bitmap(), isFirst);
    isFirst = false;
    signal.throwIfAborted();
    const step = recorder.feed(at, face);
    if (pace.feed(at, step)) {
      throw new CaptureError('device_too_slow', 'Looks at the camera came too seldom to follow a turn');
    }
    if (step.restarted) frames = [];
    if (step.keep) frames.push({ at, picture: await shot.jpeg() });
    if (step.drop !== undefined) frames.splice(step.drop, 1);
    isHeld = step.cue === 'hold';
    onProgress({ cue: step.cue, share: step.share });
    if (step.end === undefined && !isOver) continue;
    if (frames.length < turning.minFrames) return undefined;
    const still =
      step.end === 'done'
        ? { at, picture: await shot.photo() }
        : { at: performance.now(), picture: await takePicture(video) };
    const signals = { ...describeCamera(camera.track), ...watch.signals };
    return { capture: { frames, still, signals }, complete: step.end === 'done' };
  }
  throw signal.reason;
}

/** One frame of the camera as the track holds it. */
class Shot {
  readonly #canvas = document.createElement('canvas');
  readonly #context = this.#canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  /** The same in full size, where it is wanted. */
  readonly #full = document.createElement('canvas');
  readonly #fullContext = this.#full.getContext('2d', { alpha: false });
  readonly #small = document.createElement('canvas');
  readonly #smallContext = this.#small.getContext('2d', { alpha: false, willReadFrequently: true });

  /**
   * @param isPhoto Whether it may become the photo.
   * @returns false when the camera gives no picture.
   */
  draw(video: HTMLVideoElement, isPhoto: boolean): boolean {
    const { videoWidth, videoHeight } = video;
    if (!this.#context || !this.#smallContext || !this.#fullContext) {
      throw new CaptureError('camera_busy', "There is no memory for the camera's pictures");
    }
    if (videoWidth === 0 || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return false;
    const { width, height } = fitWithin({ width: videoWidth, height: videoHeight }, liveLongestSide);
    if (isPhoto) {
      resize(this.#full, videoWidth, videoHeight);
      this.#fullContext.drawImage(video, 0, 0, videoWidth, videoHeight);
    }
    resize(this.#canvas, width, height);
    this.#context.imageSmoothingQuality = 'medium';
    // Once from the camera, which may have another frame the next time.
    this.#context.drawImage(isPhoto ? this.#full : video, 0, 0, width, height);
    resize(this.#small, 32, 32);
    this.#smallContext.drawImage(this.#canvas, 0, 0, 32, 32);
    return true;
  }

  patch(): Uint8ClampedArray {
    return this.#context!.getImageData(0, 0, 32, 32).data;
  }

  thumbnail(): Uint8ClampedArray {
    return this.#smallContext!.getImageData(0, 0, 32, 32).data;
  }

  bitmap(): Promise<ImageBitmap> {
    return createImageBitmap(this.#canvas);
  }

  /** Of the frame that was drawn last for a photo. */
  async photo(): Promise<Blob> {
    const picture = await takePicture(this.#full);
    this.#full.width = 0;
    return picture;
  }

  jpeg(): Promise<Blob> {
    return new Promise((resolve, reject) => {
      this.#canvas.toBlob(
        (blob) => {
          if (blob) resolve(blob);
          else reject(new CaptureError('camera_busy', 'A frame could not be encoded'));
        },
        'image/jpeg',
        turning.quality,
      );
    });
  }
}

function resize(canvas: HTMLCanvasElement, width: number, height: number): void {
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
}
