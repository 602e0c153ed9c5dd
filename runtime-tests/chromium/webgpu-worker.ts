/** A worker with one inspector on WebAssembly and one on WebGPU, to set what they see side by side. */
import {
  createInspector,
  createSimdBackend,
  createWasmDecoder,
  createWebGpuBackend,
  type InferenceBackend,
  type InspectionReport,
} from '@livephoto/core';
import { createUrlModelSource, type WebFiles } from '@livephoto/worker-runtime/web';
import * as webgpuRuntime from 'onnxruntime-web/webgpu';
import { readSample } from './files.ts';

export interface WebGpuComparison {
  /** What the graphics adapter calls itself. */
  readonly adapter: string;
  /** Largest difference of any output of the spoof net, on noise. */
  readonly spoofNetDifference: number;
  /** Each photo's two reports, or the two messages of why there is none. */
  readonly photos: readonly { readonly photo: string; readonly wasm: Verdict; readonly webgpu: Verdict }[];
}

export type Verdict = InspectionReport | { readonly type: string };

interface Task extends WebFiles {
  readonly imageDecoder: string;
  readonly webgpu: string;
  readonly photos: readonly string[];
}

/** The part of WebGPU that names the adapter. */
interface Gpu {
  requestAdapter(): Promise<{
    readonly info: { readonly vendor: string; readonly architecture: string };
  } | null>;
}

globalThis.onmessage = async ({ data }: MessageEvent<Task>) => {
  try {
    globalThis.postMessage(await compare(data));
  } catch (error) {
    setTimeout(() => {
      throw error;
    });
  }
};

async function compare(task: Task): Promise<WebGpuComparison> {
  const adapter = await (navigator as Navigator & { gpu?: Gpu }).gpu?.requestAdapter();
  if (!adapter) throw new Error('Chromium offers no WebGPU adapter');
  const bytesOf = async (url: string) => new Uint8Array(await (await fetch(url)).arrayBuffer());
  const wasm = createSimdBackend();
  const webgpu = createWebGpuBackend(webgpuRuntime, { wasmBinary: await bytesOf(task.webgpu) });
  const models = createUrlModelSource(task.models);
  const spoofNet = await models.bytes('spoof-net');
  const spoofNetDifference = largestDifference(
    await runOnNoise(wasm, spoofNet),
    await runOnNoise(webgpu, spoofNet),
  );

  const decoder = createWasmDecoder({ images: await WebAssembly.compile(await bytesOf(task.imageDecoder)) });
  const inspectors = {
    wasm: await createInspector({ models, backend: wasm, decoder }),
    webgpu: await createInspector({ models, backend: webgpu, decoder }),
  };
  const photos = [];
  for (const photo of task.photos) {
    const bytes = await readSample(photo);
    const verdict = (name: keyof typeof inspectors): Promise<Verdict> =>
      inspectors[name].inspect(bytes).catch((error) => ({ type: error.type }));
    photos.push({ photo, wasm: await verdict('wasm'), webgpu: await verdict('webgpu') });
  }
  const { vendor, architecture } = adapter.info;
  return { adapter: `${vendor} ${architecture}`, spoofNetDifference, photos };
}

type Outputs = Awaited<ReturnType<Awaited<ReturnType<InferenceBackend['load']>>['run']>>;

async function runOnNoise(backend: InferenceBackend, bytes: Uint8Array): Promise<Outputs> {
  const model = await backend.load(bytes);
  let state = 1;
  const data = Float32Array.from({ length: 3 * 128 * 128 }, () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  });
  const outputs = await model.run({ input: { data, dims: [1, 3, 128, 128] } });
  await model.dispose();
  return outputs;
}

function largestDifference(one: Outputs, other: Outputs): number {
  let largest = 0;
  for (const [name, { data }] of Object.entries(one)) {
    const beside = other[name]!.data;
    if (beside.length !== data.length) throw new Error(`The output ${name} has another size`);
    for (const [i, value] of data.entries()) largest = Math.max(largest, Math.abs(value - beside[i]!));
  }
  return largest;
}
