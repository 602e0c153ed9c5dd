/** Runs in a page: offers another package to be measured there. */
import { takeSamples } from '../speed/sampling.ts';
import type { LoadedPeer, PagePeerName, PeerAnswer, PeerJob } from './peer-protocol.ts';

declare global {
  interface Window {
    measurePeer(job: PeerJob<PagePeerName>): Promise<PeerAnswer>;
  }
}

export function offerPeer(load: () => Promise<LoadedPeer>): void {
  window.measurePeer = async ({ photos, samples, warmup }) => {
    const start = performance.now();
    const peer = await load();
    const ready = performance.now() - start;
    const taken: Record<string, PeerAnswer['samples'][string]> = {};
    const faces: Record<string, number> = {};
    for (const { name, file } of photos) {
      const bytes = new Uint8Array(await (await fetch(file)).arrayBuffer());
      faces[name] = (await peer.inspect(bytes)).faces;
      taken[name] = await takeSamples(peer, bytes, { samples, warmup });
    }
    return { ready, samples: taken, faces, renderer: rendererOf(document.createElement('canvas')) };
  };
}

function rendererOf(canvas: HTMLCanvasElement): string | undefined {
  const gl = canvas.getContext('webgl');
  const names = gl?.getExtension('WEBGL_debug_renderer_info');
  return gl && names ? String(gl.getParameter(names.UNMASKED_RENDERER_WEBGL)) : undefined;
}

/** Decodes as a page does and draws the picture where packages look for it. */
export async function onCanvas(bytes: Uint8Array, canvas: HTMLCanvasElement): Promise<void> {
  const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  // The packages read it back.
  canvas.getContext('2d', { willReadFrequently: true })!.drawImage(bitmap, 0, 0);
  bitmap.close();
}

/** Times decoding and the rest. */
export async function drawAndDetect(
  bytes: Uint8Array,
  canvas: HTMLCanvasElement,
  detect: () => Promise<number>,
): Promise<{ faces: number; timings: Record<string, number> }> {
  const start = performance.now();
  await onCanvas(bytes, canvas);
  const decoded = performance.now();
  const faces = await detect();
  const end = performance.now();
  return { faces, timings: { decode: decoded - start, detect: end - decoded, total: end - start } };
}
