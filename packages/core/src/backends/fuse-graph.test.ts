/** Graphs that were fused here answer every bit that those fused by onnxruntime do. */
import * as ort from 'onnxruntime-web/wasm';
import { describe, expect, it } from 'vitest';
import type { Tensor } from '../contract/ports.ts';
import { modelFile } from '../testing/files.ts';
import { fuseGraph } from './fuse-graph.ts';
import { graphNode, modelGraph, nodeOperator, readFields, textOf } from './onnx-message.ts';
import { createOnnxRuntimeBackend } from './onnxruntime.ts';
import { createOrtBackend } from './ort.ts';
import { widenWeights } from './widen-weights.ts';

const ours = createOnnxRuntimeBackend();
const theirs = createOrtBackend('optimised', ort, {
  executionProviders: ['wasm'],
  graphOptimizationLevel: 'all',
});
const read = (name: string) => widenWeights(modelFile(`${name}.onnx`));
/** How many nodes of each operator a file holds. */
function operators(file: Uint8Array): Record<string, number> {
  const graph = readFields(readFields(file).find(({ number }) => number === modelGraph)!.content);
  const counts: Record<string, number> = {};
  for (const { number, content } of graph) {
    if (number !== graphNode) continue;
    const operator = textOf(readFields(content), nodeOperator);
    counts[operator] = (counts[operator] ?? 0) + 1;
  }
  return counts;
}

describe('fuseGraph', () => {
  it.each([
    ['face-detector', 144, 192, ['Clip']],
    ['full-range-face-detector', 96, 96, ['Clip']],
    ['face-landmarker', 192, 192, ['Add', 'Clip', 'Relu']],
    ['obstruction-net', 128, 128, ['Clip']],
    ['spoof-net', 128, 128, ['Clip', 'Relu']],
    ['person-net', 112, 112, ['Add', 'Clip', 'Relu']],
  ])('leaves every bit of what %s answers', async (name, height, width, gone) => {
    const input: Tensor = {
      data: Float32Array.from({ length: 3 * height * width }, (_, i) => Math.abs(Math.sin(i * 12.9898))),
      dims: [1, 3, height, width],
    };
    const fused = fuseGraph(read(name))!;
    const [before, after] = [operators(read(name)), operators(fused)];
    expect(after.FusedConv).toBeGreaterThan(3);
    expect(after.FusedConv! + (after.Conv ?? 0)).toBe(before.Conv);
    for (const operator of gone) expect(after).not.toHaveProperty(operator);
    const models = [await ours.load(read(name)), await theirs.load(read(name))] as const;
    expect(await models[0].run({ input })).toEqual(await models[1].run({ input }));
    for (const model of models) await model.dispose();
  });

  it('leaves a graph to the optimiser that has constants to fold', () => {
    expect(fuseGraph(modelFile('face-landmarker.onnx'))).toBeUndefined();
  });

  it('refuses what is no message of fields', async () => {
    expect(() => fuseGraph(Uint8Array.of(0x3b))).toThrow('no ONNX file');
    await expect(ours.load(Uint8Array.of(0x3b))).rejects.toMatchObject({ type: 'model_invalid' });
  });
});
