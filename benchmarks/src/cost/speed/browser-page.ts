/** Runs in a page: the product over each backend of a browser, timed as in Node. */
import {
  createInspector,
  createOrtBackend,
  createSimdBackend,
  createWasmDecoder,
  type ModelSource,
} from '@livephoto/core';
import { isSoftware, type PageAnswer, type PageJob } from './browser-protocol.ts';
import { takeSamples } from './sampling.ts';

declare global {
  interface Window {
    measureProduct(job: PageJob): Promise<PageAnswer>;
  }
}

type Manifest = Awaited<ReturnType<ModelSource['manifest']>>;

const fetchBytes = async (path: string) => {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
};

window.measureProduct = async ({ backend: name, photos, samples, warmup }) => {
  const start = performance.now();
  const { backend, detail } = await backendOf(name);
  const manifest = JSON.parse(
    new TextDecoder().decode(await fetchBytes('/models/manifest.json')),
  ) as Manifest;
  const inspector = await createInspector({
    backend,
    models: {
      manifest: async () => manifest,
      async bytes(wanted) {
        const entry = [...manifest.models, ...manifest.assets].find((file) => file.name === wanted);
        return fetchBytes(`/models/${entry?.file}`);
      },
    },
    decoder: createWasmDecoder({
      images: await WebAssembly.compileStreaming(fetch('/decoder/images.wasm')),
    }),
  });
  const ready = performance.now();
  await inspector.inspect(await fetchBytes(photos[0]!.path));
  const firstReport = performance.now();
  const taken: Record<string, PageAnswer['samples'][string]> = {};
  // Minutes of a processor that draws what a graphics card should would say no more than one look.
  const software = isSoftware(detail);
  for (const photo of software ? photos.slice(0, 1) : photos) {
    const often = software ? { samples: 1, warmup: 0 } : { samples, warmup };
    taken[photo.name] = await takeSamples(inspector, await fetchBytes(photo.path), often);
  }
  await inspector.dispose();
  return { ready: ready - start, firstReport: firstReport - start, samples: taken, detail };
};

async function backendOf(name: PageJob['backend']) {
  if (name === 'browser-webgpu') {
    const adapter = await navigator.gpu?.requestAdapter();
    if (!adapter) throw new Error('this browser offers no WebGPU adapter');
    const { vendor, architecture, description } = adapter.info;
    const ort = await import('onnxruntime-web/webgpu');
    ort.env.logLevel = 'error';
    ort.env.wasm.numThreads = 1;
    return {
      backend: createOrtBackend('webgpu', ort, { executionProviders: ['webgpu'] }),
      detail: [description, vendor, architecture].filter((text) => text !== '').join(', '),
    };
  }
  if (name === 'browser-wasm') return { backend: createSimdBackend(), detail: '1 thread' };
  if (!crossOriginIsolated) throw new Error('the page is not cross-origin isolated');
  // As the product's own backend, which asks for one thread: this measures what more would bring.
  const ort = await import('onnxruntime-web/wasm');
  const threads = navigator.hardwareConcurrency;
  ort.env.logLevel = 'error';
  ort.env.wasm.numThreads = threads;
  return {
    backend: createOrtBackend('onnxruntime', ort, {
      executionProviders: ['wasm'],
      graphOptimizationLevel: 'all',
      fuse: true,
    }),
    detail: `${threads} ${threads === 1 ? 'thread' : 'threads'}`,
  };
}
