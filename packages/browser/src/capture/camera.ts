/** Opens the camera, says in one word why it could not, and notices when it goes away. */
import { CaptureError, type CaptureErrorCode } from './capture-error.ts';
import { firstFramePatience, muted } from './capture-limits.ts';
import { whileShown } from './shown-patience.ts';

export interface Camera {
  readonly stream: MediaStream;
  readonly track: MediaStreamTrack;
  /** Whether it looks at the person who holds the device, so that the preview is a mirror. */
  readonly facesUser: boolean;
  /** Settles when the camera is unplugged, taken away, or stands still for long; never when it is closed. */
  readonly lost: Promise<CaptureError>;
  /** Puts the light out. */
  close(): void;
}

/** As many pixels as phones and webcams give at full rate; what has fewer gives what it has. */
function wanted(deviceId: string | undefined): MediaStreamConstraints {
  const which = deviceId === undefined ? { facingMode: 'user' } : { deviceId: { exact: deviceId } };
  return { audio: false, video: { ...which, width: { ideal: 1920 }, height: { ideal: 1080 } } };
}

/** A camera that can be chosen. */
export interface CameraChoice {
  readonly deviceId: string;
  readonly label: string;
}

/** The cameras there are; browsers tell them once one was allowed. */
export async function listCameras(): Promise<readonly CameraChoice[]> {
  const devices = (await navigator.mediaDevices?.enumerateDevices?.().catch(() => [])) ?? [];
  return devices
    .filter(({ kind, deviceId }) => kind === 'videoinput' && deviceId !== '')
    .map(({ deviceId, label }, i) => ({ deviceId, label: label || `${i + 1}` }));
}

const codeOf: Readonly<Record<string, CaptureErrorCode>> = {
  NotAllowedError: 'camera_denied',
  SecurityError: 'camera_denied',
  NotFoundError: 'camera_missing',
  OverconstrainedError: 'camera_missing',
  NotReadableError: 'camera_busy',
  AbortError: 'camera_busy',
};

/** Whether no person could allow it: frames of other origins have no camera unless they are given it. Chromium alone tells. */
function isKeptOut(): boolean {
  const { featurePolicy } = document as { featurePolicy?: { allowsFeature(feature: string): boolean } };
  return featurePolicy?.allowsFeature('camera') === false;
}

/**
 * @param deviceId The one that was chosen; the one that faces the person when left out.
 * @param signal Closes the camera, also one that is allowed only after it fired.
 * @throws {CaptureError} `camera_denied`, `camera_missing`, `camera_busy` or `camera_unsupported`.
 */
export async function openCamera(signal: AbortSignal, deviceId?: string): Promise<Camera> {
  // Outside of secure contexts there is no `mediaDevices`.
  const devices: MediaDevices | undefined = navigator.mediaDevices;
  if (!devices?.getUserMedia) {
    throw new CaptureError('camera_unsupported', 'This page has no access to cameras: it needs https');
  }
  let stream: MediaStream;
  try {
    stream = await devices.getUserMedia(wanted(deviceId));
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (isKeptOut()) {
      const why =
        'This page is kept from cameras: an <iframe> needs allow="camera", and no Permissions-Policy may forbid them';
      throw new CaptureError('camera_denied', why, { cause: error });
    }
    throw CaptureError.from(error, codeOf[name] ?? 'camera_busy');
  }
  const close = () => {
    for (const track of stream.getTracks()) track.stop();
  };
  if (signal.aborted) {
    close();
    signal.throwIfAborted();
  }
  signal.addEventListener('abort', close, { once: true });
  const [track] = stream.getVideoTracks();
  if (!track) {
    close();
    throw new CaptureError('camera_missing', 'The camera gives no picture');
  }
  const lost = new Promise<CaptureError>((resolve) => {
    track.addEventListener(
      'ended',
      () => resolve(new CaptureError('camera_lost', 'The camera was disconnected')),
      { once: true, signal },
    );
  });
  return {
    stream,
    track,
    facesUser: track.getSettings().facingMode !== 'environment',
    lost: Promise.race([lost, stoodStill(track, signal)]),
    close,
  };
}

/** Settles once a track that goes on gives nothing for long: telephones take a page's camera for a call, and say no more than `mute`. */
function stoodStill(track: MediaStreamTrack, signal: AbortSignal): Promise<CaptureError> {
  return new Promise((resolve) => {
    let stop = () => {};
    const wait = () => {
      stop();
      stop = whileShown(muted, resolve);
    };
    track.addEventListener('mute', wait, { signal });
    track.addEventListener('unmute', () => stop(), { signal });
    signal.addEventListener('abort', () => stop(), { once: true });
  });
}

/**
 * Plays the camera, and waits until there is a picture.
 * @throws {CaptureError} `camera_busy` when none comes; the signal's reason.
 */
export async function firstFrame(video: HTMLVideoElement, signal: AbortSignal): Promise<void> {
  // Not awaited: a camera without a picture never begins to play.
  video.play().catch(() => {});
  if (video.videoWidth === 0) {
    const patience = AbortSignal.timeout(firstFramePatience);
    await new Promise<void>((resolve, reject) => {
      const settled = new AbortController();
      const settle = (then: () => void) => () => {
        settled.abort();
        then();
      };
      const once = { once: true, signal: settled.signal };
      video.addEventListener('resize', settle(resolve), once);
      signal.addEventListener(
        'abort',
        settle(() => reject(signal.reason)),
        once,
      );
      const late = () => reject(new CaptureError('camera_busy', 'The camera gives no picture'));
      patience.addEventListener('abort', settle(late), once);
    });
  }
  signal.throwIfAborted();
}
