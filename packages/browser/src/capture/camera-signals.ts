/**
 * What a page can notice of its camera: hints for whoever reads the session, and no proof, as a page can be made to say
 * anything.
 */

export interface CameraSignals {
  readonly source: 'camera' | 'file';
  /** The track's label, as the device names it; cut at 100 characters. */
  readonly camera?: string;
  /** The label is that of a known program which plays pictures as a camera. */
  readonly virtualCamera?: boolean;
  /** A patch of the frame was the same to the last bit in every frame: sensors are never that still. */
  readonly noiseless?: boolean;
  /** So was the whole frame. */
  readonly constantFrame?: boolean;
  /** What cameras tell of themselves and this one does not; empty where the browser has no such question. */
  readonly missingCapabilities?: readonly string[];
  readonly width?: number;
  readonly height?: number;
  readonly frameRate?: number;
}

/** Names under which programs offer themselves as cameras. */
const virtual =
  /\b(obs|manycam|xsplit|snap camera|mmhmm|camo|droidcam|iriun|epoccam|ndi|v4l2loopback|splitcam|youcam|webcamoid|ecamm|chromacam|avatarify|deepfacelive|fake_device|virtual|dummy)/i;

export function isVirtualCamera(label: string): boolean {
  return virtual.test(label);
}

const expected = ['width', 'height', 'frameRate', 'deviceId'] as const;

export function describeCamera(track: MediaStreamTrack): CameraSignals {
  const { width, height, frameRate } = track.getSettings();
  // Firefox has had it since 2024 only.
  const capabilities: MediaTrackCapabilities | undefined = track.getCapabilities?.();
  return {
    source: 'camera',
    camera: track.label.slice(0, 100),
    virtualCamera: isVirtualCamera(track.label),
    missingCapabilities: capabilities ? expected.filter((name) => capabilities[name] === undefined) : [],
    ...(width ? { width } : {}),
    ...(height ? { height } : {}),
    ...(frameRate ? { frameRate: Math.round(frameRate) } : {}),
  };
}

/** Compares frame after frame of one camera. */
export class FrameWatch {
  #last: { readonly patch: Uint8ClampedArray; readonly whole: Uint8ClampedArray } | undefined;
  #frames = 0;
  #noiseless = true;
  #constant = true;

  /** @param patch Pixels of a corner as they are. @param whole The whole frame, made small. Both RGBA. */
  feed(patch: Uint8ClampedArray, whole: Uint8ClampedArray): void {
    const last = this.#last;
    this.#last = { patch, whole };
    if (!last) return;
    this.#frames += 1;
    this.#noiseless &&= isSame(last.patch, patch);
    this.#constant &&= isSame(last.whole, whole);
  }

  /** Both false until enough was seen. */
  get signals(): Required<Pick<CameraSignals, 'noiseless' | 'constantFrame'>> {
    const enough = this.#frames >= 5;
    return { noiseless: enough && this.#noiseless, constantFrame: enough && this.#constant };
  }
}

function isSame(a: Uint8ClampedArray, b: Uint8ClampedArray): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
