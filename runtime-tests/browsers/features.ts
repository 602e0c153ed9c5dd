/** What a browser has of what is used, found out in a page of it: each by trying, none by its name. */

export interface Features {
  /** Needed: the inspector runs in one. */
  readonly moduleWorkers: boolean;
  /** Needed: pictures that are no files are read there. */
  readonly canvasInWorkers: boolean;
  /** Needed: onnxruntime is compiled for it. */
  readonly simd: boolean;
  /** Needed by the preview: a photo that lies on its side is shown upright. */
  readonly uprightBitmaps: boolean;
  /** Where the models are kept; without it they are fetched each time. */
  readonly cacheStorage: boolean;
  /** Not used: its page would have to be isolated. */
  readonly sharedMemory: boolean;
  readonly videoFrames: boolean;
  readonly videoFrameCallbacks: boolean;
  readonly playsInline: boolean;
  readonly webgpu: boolean;
  /** A camera that was asked for came. */
  readonly camera: boolean;
}

/** Runs in the page. @param sideways path of a photo whose EXIF turns 800 × 672 pixels by a quarter. */
export async function findFeatures(sideways: string): Promise<Features> {
  const inWorker = (code: string) =>
    new Promise<boolean>((resolve) => {
      const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
      const worker = new Worker(url, { type: 'module' });
      worker.onmessage = ({ data }) => resolve(data === true);
      worker.onerror = () => resolve(false);
    });
  const simd = [
    0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15,
  ];
  const attempt = async (what: () => Promise<boolean>) => what().catch(() => false);
  const { gpu } = navigator as { gpu?: { requestAdapter(): Promise<unknown> } };
  return {
    moduleWorkers: await inWorker('export {}; postMessage(import.meta.url !== "")'),
    canvasInWorkers: await inWorker('postMessage(new OffscreenCanvas(1, 1).getContext("2d") !== null)'),
    simd: WebAssembly.validate(new Uint8Array([...simd, 253, 98, 11])),
    uprightBitmaps: await attempt(async () => {
      const bitmap = await createImageBitmap(await (await fetch(sideways)).blob());
      return bitmap.height > bitmap.width;
    }),
    cacheStorage: await attempt(async () => {
      const cache = await caches.open('features');
      await cache.put('/features', new Response('kept'));
      return (await (await cache.match('/features'))?.text()) === 'kept';
    }),
    sharedMemory: typeof SharedArrayBuffer === 'function',
    videoFrames: typeof VideoFrame === 'function',
    videoFrameCallbacks: 'requestVideoFrameCallback' in HTMLVideoElement.prototype,
    playsInline: 'playsInline' in HTMLVideoElement.prototype,
    webgpu: await attempt(async () => Boolean(await gpu?.requestAdapter())),
    camera: await attempt(async () => {
      const asked = navigator.mediaDevices.getUserMedia({ video: true });
      const late = new Promise<never>((_, reject) => setTimeout(reject, 20_000));
      const stream = await Promise.race([asked, late]);
      for (const track of stream.getTracks()) track.stop();
      return true;
    }),
  };
}
