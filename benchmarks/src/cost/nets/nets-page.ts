/** Runs in a page: each network on the product's backend and on LiteRT, in turns on the same input, and what both answer. */

import { loadAndCompile, loadLiteRt, Tensor } from '@litertjs/core';
import { createWasmBackend, type Tensor as OurTensor } from '@livephoto/core';
import { type NetAnswer, type NetJob, type NetName, type NetTimes, netShapes } from './net-protocol.ts';
import { compareOutputs, type Output, toNhwc } from './outputs.ts';

declare global {
  interface Window {
    measureNets(job: NetJob): Promise<NetAnswer>;
  }
}

const fetchBytes = async (path: string) => new Uint8Array(await (await fetch(path)).arrayBuffer());

/** Without relaxed SIMD, whose bits differ between machines: the one that could stand in the product's place. */
const liteRt = '/litert/litert_wasm_compat_internal.js';

window.measureNets = async ({ nets, samples, warmup }) => {
  const ours = createWasmBackend();
  await loadLiteRt(liteRt);
  const answer: Partial<Record<NetName, NetTimes>> = {};
  for (const name of nets) {
    const model = await ours.load(await fetchBytes(`/nets/${name}.onnx`));
    const theirs = await loadAndCompile(await fetchBytes(`/nets/${name}.tflite`), {
      accelerator: 'wasm',
      cpuOptions: { numThreads: 1 },
    });
    const dims = netShapes[name];
    const input = steadyNoise(dims);
    const moved = toNhwc({ data: input, dims });
    const runOurs = () => model.run({ input: { data: input, dims } });
    const runTheirs = async (): Promise<Output[]> => {
      const fed = new Tensor(moved.data, [...moved.dims]);
      const results = await theirs.run([fed]);
      const read = results.map((result) => ({
        data: result.toTypedArray().slice() as Float32Array,
        dims: [...result.type.layout.dimensions],
      }));
      for (const tensor of [fed, ...results]) tensor.delete();
      return read;
    };
    const outputs: Record<string, OurTensor> = await runOurs();
    const difference = compareOutputs(Object.values(outputs), await runTheirs());
    const times = { 'onnxruntime-web': [] as number[], LiteRT: [] as number[] };
    for (let turn = -warmup; turn < samples; turn++) {
      const both = [
        ['onnxruntime-web', runOurs],
        ['LiteRT', runTheirs],
      ] as const;
      for (const [runtime, run] of turn % 2 === 0 ? both : both.toReversed()) {
        const start = performance.now();
        await run();
        if (turn >= 0) times[runtime].push(performance.now() - start);
      }
    }
    answer[name] = { times, difference };
    await model.dispose();
    theirs.delete();
  }
  return answer;
};

/** Numbers from 0 to 1 without a pattern, the same in every page. */
function steadyNoise(dims: readonly number[]): Float32Array<ArrayBuffer> {
  const values = new Float32Array(dims.reduce((product, side) => product * side, 1));
  let state = 1;
  for (let at = 0; at < values.length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    values[at] = (state >>> 8) / 2 ** 24;
  }
  return values;
}
