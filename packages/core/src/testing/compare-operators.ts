/** Holds models made for tests against onnxruntime-web. */
import { expect } from 'vitest';
import { createOnnxRuntimeBackend } from '../backends/onnxruntime.ts';
import { createSimdBackend } from '../backends/simd/simd.ts';
import { type WrittenModel, type WrittenNode, writeModel } from './onnx-writer.ts';

export const own = createSimdBackend();
const theirs = createOnnxRuntimeBackend();

export const noise = (length: number, seed = 1) =>
  Float32Array.from({ length }, (_, i) => Math.sin(seed * 78.233 + i * 12.9898) * 2);
export const floats = (dims: readonly number[], seed?: number) => ({
  dims,
  values: noise(
    dims.reduce((product, side) => product * side, 1),
    seed,
  ),
});
export const numbers = (...values: readonly number[]) => ({
  dims: [values.length],
  values: values.map(BigInt),
});
export const scalar = (value: number) => ({ dims: [], values: Float32Array.of(value) });
export const node = (
  operator: string,
  inputs: readonly string[],
  output: string,
  attributes: NonNullable<WrittenNode['attributes']> = {},
) => ({ operator, inputs, output, attributes });

/** Runs a model on both. @param dims Of the input, where the model leaves them open. */
export async function compare(model: WrittenModel, dims = model.input): Promise<void> {
  const bytes = writeModel(model);
  const input = {
    data: noise(
      dims.reduce((product, side) => product * side, 1),
      3,
    ),
    dims,
  };
  const [actual, expected] = await Promise.all(
    [own, theirs].map(async (backend) => {
      const loaded = await backend.load(bytes);
      const answer = await loaded.run({ input });
      await loaded.dispose();
      return answer;
    }),
  );
  for (const [name, tensor] of Object.entries(expected!)) {
    expect(actual![name]!.dims).toEqual(tensor.dims);
    const most = Math.max(...tensor.data.map(Math.abs), 1);
    tensor.data.forEach((value, i) => {
      if (!(Math.abs(actual![name]!.data[i]! - value) <= 1e-5 * most)) {
        expect.fail(`${name}[${i}] is ${actual![name]!.data[i]} and should be ${value}`);
      }
    });
  }
}
