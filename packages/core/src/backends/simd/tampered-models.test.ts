/** Whatever a model's bytes say, nothing is read or written outside of what belongs to it. */
import { describe, expect, it } from 'vitest';
import { floats, node, noise, numbers, own } from '../../testing/compare-operators.ts';
import { writeModel } from '../../testing/onnx-writer.ts';
import { elementType } from '../onnx-message.ts';

describe('bytes that were tampered with', () => {
  it('end in a typed error or run within their memory', async () => {
    const bytes = writeModel({
      nodes: [
        node('Conv', ['input', 'stem', 'bias'], 'one', { pads: [1, 1, 1, 1], strides: [2, 2] }),
        node('PRelu', ['one', 'slopes'], 'two'),
        node('Cast', ['bytes'], 'wide', { to: elementType.float32 }),
        node('Mul', ['wide', 'factors'], 'taps'),
        node('Conv', ['two', 'taps'], 'three', { group: 4, pads: [1, 1, 1, 1] }),
        node('Cast', ['halves'], 'points', { to: elementType.float32 }),
        node('Conv', ['three', 'points'], 'four'),
        node('Pad', ['two', 'pads'], 'filled'),
        node('Add', ['filled', 'four'], 'five'),
        node('MaxPool', ['five'], 'six', { kernel_shape: [2, 2], strides: [2, 2] }),
        node('Resize', ['six', 'roi', 'scales'], 'seven', {
          mode: 'linear',
          coordinate_transformation_mode: 'half_pixel',
        }),
        node('Transpose', ['seven'], 'eight', { perm: [0, 2, 3, 1] }),
        node('Reshape', ['eight', 'shape'], 'output'),
      ],
      constants: {
        stem: floats([4, 3, 3, 3]),
        bias: floats([4]),
        slopes: floats([4, 1, 1]),
        bytes: { dims: [4, 1, 3, 3], values: Int8Array.from({ length: 36 }, (_, i) => i * 7 - 120) },
        factors: floats([4, 1, 1, 1]),
        halves: { dims: [8, 4, 1, 1], values: Uint16Array.from({ length: 32 }, (_, i) => 0x3800 + i * 64) },
        pads: numbers(0, 0, 0, 0, 0, 4, 0, 0),
        roi: floats([0]),
        scales: { dims: [4], values: Float32Array.of(1, 1, 2, 2) },
        shape: numbers(1, -1, 2),
      },
      input: [1, 3, 9, 9],
      outputs: ['output'],
    });
    const whole = await own.load(bytes);
    const input = { data: noise(3 * 81), dims: [1, 3, 9, 9] };
    const expected = await whole.run({ input });
    const outcomes = { refused: 0, run: 0 };
    for (let at = 0; at < bytes.length; at++) {
      for (const value of [0x7f, bytes[at]! ^ 8]) {
        const tampered = bytes.slice();
        tampered[at] = value;
        try {
          const model = await own.load(tampered);
          await model.run({ input }).finally(() => model.dispose());
          outcomes.run++;
        } catch (error) {
          expect(error).toMatchObject({ name: 'LivePhotoError' });
          outcomes.refused++;
        }
      }
    }
    expect(outcomes.refused).toBeGreaterThan(300);
    // Nobody wrote into what belongs to others.
    expect(await whole.run({ input })).toEqual(expected);
  });
});
