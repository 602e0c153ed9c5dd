/** What a page gives to a capture, for tests that open none: a camera with its video, canvases, requests, a clock. */
import { vi } from 'vitest';

/** One request, as the API would see it. */
export interface PageRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Blob | FormData | null;
}

export interface PageAnswer {
  readonly status: number;
  readonly body?: unknown;
}

export interface CapturePage {
  readonly video: HTMLVideoElement;
  readonly requests: PageRequest[];
  /** Of cameras that were opened: whether each still runs. */
  readonly cameras: { readonly label: string; running: boolean; unplug(): void; mute(is: boolean): void }[];
  /** What the API answers; undefined where it is not reached. */
  answer: (request: PageRequest) => PageAnswer | undefined;
  /** Why the camera cannot be opened, by the name of the browser's error. */
  refuseCamera: string | undefined;
  hidden: boolean;
  /** Bytes of whatever is encoded as a JPEG. */
  jpegSize: (quality: number) => number;
  /** Time goes on and the camera gives a frame; what follows from it has happened afterwards. */
  frame(milliseconds?: number): Promise<void>;
  /** What was begun has happened. */
  settle(): Promise<void>;
}

class FakeTrack extends EventTarget {
  readonly kind = 'video';
  constructor(
    readonly label: string,
    private readonly onStop: () => void,
  ) {
    super();
  }
  stop() {
    this.onStop();
  }
  getSettings() {
    return { facingMode: 'user', width: 1280, height: 720, frameRate: 30, deviceId: this.label };
  }
  getCapabilities() {
    return { width: {}, height: {}, frameRate: {}, deviceId: {} };
  }
}

class FakeVideo extends EventTarget {
  srcObject: unknown = null;
  readyState = 4;
  videoWidth = 1280;
  videoHeight = 720;
  /** Number of the picture that it shows. */
  picture = 0;
  waiting: (() => void)[] = [];
  play() {
    return Promise.resolve();
  }
  requestVideoFrameCallback(callback: () => void) {
    this.waiting.push(callback);
    return this.waiting.length;
  }
}

/** Stubs the page's globals until `vi.unstubAllGlobals()` and `vi.useRealTimers()`. */
export function openCapturePage(): CapturePage {
  vi.useFakeTimers({ toFake: ['performance'] });
  const video = new FakeVideo();
  const page: CapturePage = {
    video: video as unknown as HTMLVideoElement,
    requests: [],
    cameras: [],
    answer: () => ({ status: 404 }),
    refuseCamera: undefined,
    hidden: false,
    jpegSize: () => 60_000,
    async frame(milliseconds = 80) {
      vi.advanceTimersByTime(milliseconds);
      video.picture += 1;
      for (const callback of video.waiting.splice(0)) callback();
      await page.settle();
    },
    async settle() {
      for (let i = 0; i < 12; i++) await new Promise((resolve) => setImmediate(resolve));
    },
  };
  vi.stubGlobal('navigator', { mediaDevices: devicesOf(page) });
  vi.stubGlobal('document', {
    baseURI: 'https://page.example/',
    createElement: () => canvasOf(page),
    get hidden() {
      return page.hidden;
    },
  });
  vi.stubGlobal('requestAnimationFrame', (draw: () => void) => !page.hidden && setImmediate(draw));
  vi.stubGlobal('HTMLMediaElement', { HAVE_CURRENT_DATA: 2 });
  vi.stubGlobal('createImageBitmap', async (source: Blob | Drawable, size?: object) => {
    if (source instanceof Blob && source.type === 'text/plain') throw new Error('no picture');
    const { resizeWidth = 640, resizeHeight = 360 } = (size ?? {}) as Record<string, number>;
    const picture = source instanceof Blob ? 0 : source.picture;
    return { width: resizeWidth, height: resizeHeight, picture, close() {} };
  });
  vi.stubGlobal('XMLHttpRequest', requestClass(page));
  return page;
}

function devicesOf(page: CapturePage) {
  return {
    async getUserMedia({ video }: { video: { deviceId?: { exact: string } } }) {
      if (page.refuseCamera) throw Object.assign(new Error('no camera'), { name: page.refuseCamera });
      const label = video.deviceId?.exact ?? 'front';
      const track = new FakeTrack(label, () => {
        camera.running = false;
      });
      const tell = (event: string) => void track.dispatchEvent(new Event(event));
      const camera = {
        label,
        running: true,
        unplug: () => tell('ended'),
        mute: (is: boolean) => tell(is ? 'mute' : 'unmute'),
      };
      page.cameras.push(camera);
      return { getTracks: () => [track], getVideoTracks: () => [track] };
    },
    enumerateDevices: async () => [
      { kind: 'videoinput', deviceId: 'front', label: 'Front' },
      { kind: 'audioinput', deviceId: 'mic', label: 'Microphone' },
      { kind: 'videoinput', deviceId: 'back', label: '' },
    ],
  };
}

/** What shows one of the camera's pictures. */
interface Drawable {
  readonly picture?: number;
}

function canvasOf(page: CapturePage) {
  let drawn = 0;
  const canvas = {
    picture: 0,
    width: 0,
    height: 0,
    getContext: () => ({
      drawImage: (source: Drawable) => {
        drawn += 1;
        canvas.picture = source.picture ?? 0;
      },
      getImageData: (_x: number, _y: number, width: number, height: number) => ({
        data: new Uint8ClampedArray(4 * width * height).fill(drawn % 251),
      }),
    }),
    toBlob(callback: (blob: Blob) => void, type: string, quality: number) {
      const bytes = new Uint8Array(page.jpegSize(quality));
      // The file tells which picture it is.
      bytes[0] = canvas.picture;
      callback(new Blob([bytes], { type }));
    },
  };
  return canvas;
}

function requestClass(page: CapturePage) {
  return class extends EventTarget {
    readonly upload = new EventTarget();
    status = 0;
    response: unknown = null;
    responseType = '';
    #method = '';
    #path = '';
    #headers: Record<string, string> = {};
    #aborted = false;

    open(method: string, url: URL) {
      this.#method = method;
      this.#path = url.pathname + url.search;
    }
    setRequestHeader(name: string, value: string) {
      this.#headers[name] = value;
    }
    abort() {
      this.#aborted = true;
    }
    async send(body: Blob | FormData | null) {
      const request = { method: this.#method, path: this.#path, headers: this.#headers, body };
      page.requests.push(request);
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#aborted) return;
      this.upload.dispatchEvent(Object.assign(new Event('progress'), { loaded: 1, total: 2 }));
      const answer = page.answer(request);
      this.status = answer?.status ?? 0;
      this.response = answer?.body ?? null;
      this.dispatchEvent(new Event(answer ? 'load' : 'error'));
    }
  };
}
