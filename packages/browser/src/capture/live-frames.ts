/** Inspects the camera's frames one after another, as many as the device can. */
import type { Policy } from '@livephoto/core';
import type { BrowserInspector } from '../create-inspector.ts';
import type { PhotoReport } from '../protocol.ts';
import { liveLongestSide, maxFailedFrames } from './capture-limits.ts';
import { FrameClock } from './frame-clock.ts';
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
  /** Width over height of what is shown of the frames; all of them when undefined. */
  readonly framing: () => number | undefined;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/**
 * Runs until `signal` fires. Nothing is inspected while the page is in the background.
 * @throws what the inspector throws, when it does so for several frames in a row.
 */
export async function inspectFrames(
  video: HTMLVideoElement,
  inspector: Pick<BrowserInspector, 'inspect'>,
  { policy, onFrame, framing, signal }: LiveFramesOptions,
): Promise<void> {
  const frames = new FrameClock(video, signal);
  let failed = 0;
  while (await frames.next()) {
    if (document.hidden) continue;
    try {
      const frame = await inspectFrame(video, inspector, policy, framing());
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
  shownRatio: number | undefined,
): Promise<LiveFrame | undefined> {
  const { videoWidth, videoHeight } = video;
  if (videoWidth === 0 || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return undefined;
  const { width, height } = fitWithin({ width: videoWidth, height: videoHeight }, liveLongestSide);
  const bitmap = await createImageBitmap(video, {
    resizeWidth: width,
    resizeHeight: height,
    resizeQuality: 'medium',
  });
  // Browsers that cannot scale here give the whole frame.
  const scale = videoWidth / bitmap.width;
  try {
    // Not with `failFast`: "come closer" is judged on the full frame, and a covered face may not count as one.
    const report = await inspector.inspect(bitmap, {
      inspections: ['faces', 'orientation', 'obstructions'],
      upright: true,
      transfer: true,
    });
    return { report, advice: guide(report, scale, policy, shownRatio) };
  } finally {
    // Gone to the worker, but where the page's own inspector copied it.
    bitmap.close();
  }
}
