/** Runs in a page: each network on the product's backends and on LiteRT, in turns on the same input, and what both answer. */

import { loadAndCompile, loadLiteRt, Tensor } from '@litertjs/core';
import { createSimdBackend } from '@livephoto/core';
import { createOnnxRuntimeBackend } from '@livephoto/core/onnxruntime';
import {
  type NetAnswer,
  type NetJob,
  type NetName,
  type NetRuntime,
  type NetTimes,
  netRuntimes,
  netShapes,
} from './net-protocol.ts';
import { compareOutputs, type Output, toNhwc } from './outputs.ts';

declare global {
  interface Window {
    measureNets(job: NetJob): Promise<NetAnswer>;
  }
}

const fetchBytes = async (path: string) => new Uint8Array(await (await fetch(path)).arrayBuffer());

/** Without relaxed SIMD, whose bits differ between machines: the one that could stand in the product's place. */
const liteRt = '/litert/litert_wasm_compat_internal.js';

window.measureNets = async ({ nets, outputs, samples, warmup }) => {
  const backends = { 'onnxruntime-web': createOnnxRuntimeBackend(), simd: createSimdBackend() };
  await loadLiteRt(liteRt);
  const answer: Partial<Record<NetName, NetTimes>> = {};
  for (const name of nets) {
    const bytes = await fetchBytes(`/nets/${name}.onnx`);
    const models = {
      'onnxruntime-web': await backends['onnxruntime-web'].load(bytes),
      simd: await backends.simd.load(bytes),
    };
    const theirs = await loadAndCompile(await fetchBytes(`/nets/${name}.tflite`), {
      accelerator: 'wasm',
      cpuOptions: { numThreads: 1 },
    });
    const dims = netShapes[name];
    const outputNames = outputs[name];
    const input = steadyNoise(dims);
    const moved = toNhwc({ data: input, dims });
    const runOurs = (backend: keyof typeof models) => async (): Promise<Output[]> => {
      const results = await models[backend].run({ input: { data: input, dims } });
      return outputNames.map((output) => results[output]!);
    };
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
    const runs = {
      'onnxruntime-web': runOurs('onnxruntime-web'),
      simd: runOurs('simd'),
      LiteRT: runTheirs,
    };
    const wanted = await runs['onnxruntime-web']();
    const difference = Math.max(
      compareOutputs(wanted, await runTheirs()),
      compareOutputs(wanted, (await runs.simd()).map(toNhwc)),
    );
    const times: Record<NetRuntime, number[]> = { 'onnxruntime-web': [], simd: [], LiteRT: [] };
    for (let turn = -warmup; turn < samples; turn++) {
      for (const runtime of turn % 2 === 0 ? netRuntimes : netRuntimes.toReversed()) {
        const start = performance.now();
        await runs[runtime]();
        if (turn >= 0) times[runtime].push(performance.now() - start);
      }
    }
    answer[name] = { times, difference };
    for (const model of Object.values(models)) await model.dispose();
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
