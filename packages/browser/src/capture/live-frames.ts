/** Inspects the camera's frames one after another, as many as the device can. */
import type { Policy } from '@livephoto/core';
import type { BrowserInspector } from '../create-inspector.ts';
import type { PhotoReport } from '../protocol.ts';
import { liveLongestSide, maxFailedFrames } from './capture-limits.ts';
import { type GuidanceCode, guide } from './guidance.ts';
import { fitWithin } from './picture.ts';

export interface LiveFrame {
  readonly report: PhotoReport;
  /** What should change, the most important first. */
  readonly advice: readonly [GuidanceCode, ...GuidanceCode[]];
}

export interface LiveFramesOptions {
  readonly policy: Pick<Policy, 'orientation'>;
  readonly onFrame: (frame: LiveFrame) => void;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/**
 * Runs until `signal` fires. A page in the background gets no frames, so nothing is inspected there.
 * @throws what the inspector throws, when it does so for several frames in a row.
 */
export async function inspectFrames(
  video: HTMLVideoElement,
  inspector: Pick<BrowserInspector, 'inspect'>,
  { policy, onFrame, signal }: LiveFramesOptions,
): Promise<void> {
  let failed = 0;
  while (await nextFrame(video, signal)) {
    try {
      const frame = await inspectFrame(video, inspector, policy);
      failed = 0;
      if (frame && !signal.aborted) onFrame(frame);
    } catch (error) {
      if (signal.aborted) return;
      failed += 1;
      if (failed >= maxFailedFrames) throw error;
    }
  }
}

async function inspectFrame(
  video: HTMLVideoElement,
  inspector: Pick<BrowserInspector, 'inspect'>,
  policy: Pick<Policy, 'orientation'>,
): Promise<LiveFrame | undefined> {
  const { videoWidth, videoHeight } = video;
  if (videoWidth === 0 || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return undefined;
  const { width, height } = fitWithin({ width: videoWidth, height: videoHeight }, liveLongestSide);
  const bitmap = await createImageBitmap(video, {
    resizeWidth: width,
    resizeHeight: height,
    resizeQuality: 'medium',
  });
  try {
    // Not with `failFast`: "come closer" is judged on the full frame, and a covered face may not count as one.
    const report = await inspector.inspect(bitmap, { inspections: ['faces', 'orientation', 'obstructions'] });
    // Browsers that cannot scale here give the whole frame.
    return { report, advice: guide(report, videoWidth / bitmap.width, policy) };
  } finally {
    bitmap.close();
  }
}

/** Waits for a frame that was not seen yet. @returns false when `signal` fired first. */
function nextFrame(video: HTMLVideoElement, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(false);
    const hasFrames = 'requestVideoFrameCallback' in video;
    const onFrame = () => {
      signal.removeEventListener('abort', onAbort);
      resolve(true);
    };
    const handle = hasFrames ? video.requestVideoFrameCallback(onFrame) : requestAnimationFrame(onFrame);
    const onAbort = () => {
      if (hasFrames) video.cancelVideoFrameCallback(handle);
      else cancelAnimationFrame(handle);
      resolve(false);
    };
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
