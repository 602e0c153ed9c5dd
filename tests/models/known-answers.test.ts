/** The built networks run in onnxruntime's wasm build, and answer what is known: the original file's answers, and a sample face. */
import { beforeAll, describe, expect, it } from 'vitest';
import { buildModels } from '../../models/src/build.ts';
import { decodeOnnx, encodeOnnx } from '../../models/src/onnx/codec.ts';
import { createEvaluate } from '../../models/src/onnx/evaluate.ts';
import type { ConstantTensor } from '../../models/src/onnx/graph.ts';
import { retarget } from '../../models/src/onnx/retarget.ts';
import type { Evaluate } from '../../models/src/onnx/simplify.ts';
import { silentProgress } from '../../models/src/progress.ts';
import { modelRecipes } from '../../models/src/recipes.ts';
import { buildSamples } from '../../models/src/samples/build-samples.ts';
import { createJpegCodec } from '../../models/src/samples/jpeg.ts';
import { place, type Raster } from '../../models/src/samples/raster.ts';
import { loadOriginals } from '../../models/src/sources/originals.ts';
import { readTflite } from '../../models/src/tflite/read.ts';
import { convertTflite } from '../../models/src/tflite/to-onnx.ts';

const root = new URL('../../models/', import.meta.url);
let files: ReadonlyMap<string, Uint8Array>;
let selfie: Raster;
let evaluate: Evaluate;

beforeAll(async () => {
  const options = { root, progress: silentProgress };
  ({ files } = await buildModels(options));
  selfie = await (await createJpegCodec()).decode((await buildSamples(options)).get('selfie.jpg')!);
  evaluate = await createEvaluate();
});

const run = async (name: string, input: ConstantTensor) => {
  const outputs = await evaluate(files.get(`${name}.onnx`)!, { input });
  return Object.fromEntries(
    Object.entries(outputs).map(([key, { data }]) => [key, Float64Array.from(data, Number)]),
  );
};

const noise = (...dims: number[]): ConstantTensor => {
  const length = dims.reduce((a, b) => a * b);
  return { dims, data: Float32Array.from({ length }, (_, i) => Math.sin(i * 12.9898) * Math.cos(i * 0.37)) };
};

/** Part of a picture as a network's input. */
function tensorOf(
  picture: Raster,
  channels: readonly [number, number, number],
  mean: number,
  scale: number,
): ConstantTensor {
  const area = picture.width * picture.height;
  const data = new Float32Array(3 * area);
  for (const [plane, channel] of channels.entries()) {
    for (let i = 0; i < area; i++) data[plane * area + i] = (picture.data[i * 4 + channel]! - mean) / scale;
  }
  return { dims: [1, 3, picture.height, picture.width], data };
}

/** The file of the package that a model was made from. */
async function original(name: string): Promise<Uint8Array> {
  const { origin } = modelRecipes.find((recipe) => recipe.name === name)!;
  return (await loadOriginals([origin], { root, progress: silentProgress })).bytes(origin);
}

const softmax = (values: ArrayLike<number>) => {
  const powers = Array.from(values, Math.exp);
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
};

describe('face-detector', () => {
  it('gives what the original gives, before its softmax', async () => {
    const input = noise(1, 3, 240, 320);
    const { scores } = await evaluate(await original('face-detector'), { input });
    const { logits } = await run('face-detector', input);
    expect(logits).toHaveLength(4420 * 2);
    for (let anchor = 0; anchor < 4420; anchor++) {
      const [, face] = softmax(logits!.subarray(2 * anchor, 2 * anchor + 2));
      expect(face).toBeCloseTo(Number(scores!.data[2 * anchor + 1]), 5);
    }
  });

  it('takes other sizes: anchors of strides 8, 16, 32, 64', async () => {
    const { logits, offsets } = await run('face-detector', noise(1, 3, 128, 192));
    const anchors = 24 * 16 * 3 + 12 * 8 * 2 + 6 * 4 * 2 + 3 * 2 * 3;
    expect([logits!.length, offsets!.length]).toEqual([anchors * 2, anchors * 4]);
  });
});

describe('full-range-face-detector', () => {
  /** The whole selfie, 640 by 800 or so, in a square of `side` pixels. */
  const whole = (side: number) => {
    const longer = Math.max(selfie.width, selfie.height);
    return tensorOf(
      place(selfie, {
        width: side,
        height: side,
        from: [selfie.width / 2, selfie.height / 2],
        to: [side / 2, side / 2],
        scale: side / longer,
        turn: 0,
      }),
      [0, 1, 2],
      127.5,
      127.5,
    );
  };

  it.each([128, 192, 224])('sees the sample face, and where its eyes are, at %i pixels', async (side) => {
    const { logits, offsets } = await run('full-range-face-detector', whole(side));
    const columns = side / 4;
    expect(logits).toHaveLength(columns * columns);
    const best = logits!.indexOf(Math.max(...logits!));
    expect(logits![best]).toBeGreaterThan(0);
    const scale = Math.max(selfie.width, selfie.height) / side;
    /** The six points are the eyes, nose tip, mouth and ears; here in pixels of the selfie. */
    const point = (index: number) => {
      const cell = [best % columns, Math.floor(best / columns)];
      const middle = [selfie.width / 2, selfie.height / 2];
      return [0, 1].map(
        (axis) =>
          ((cell[axis]! + 0.5) * 4 + offsets![(4 + 2 * index + axis) * logits!.length + best]! - side / 2) *
            scale +
          middle[axis]!,
      );
    };
    // Read off the picture by eye: middles of the eyes, nose tip.
    const seen: [number, number, number][] = [
      [0, 232, 369],
      [1, 428, 370],
      [2, 327, 477],
    ];
    for (const [index, x, y] of seen) {
      const [foundX, foundY] = point(index);
      expect(Math.hypot(foundX! - x, foundY! - y), `point ${index}`).toBeLessThan(30);
    }
  });

  it('sees no face in noise', async () => {
    const { logits } = await run('full-range-face-detector', noise(1, 3, 192, 192));
    expect(Math.max(...logits!)).toBeLessThan(-1);
  });

  it('gives what the original gives, but for the rounding of its weights', async () => {
    const read = convertTflite(readTflite(await original('full-range-face-detector')));
    const [logitsOf, offsetsOf] = ['reshaped_classifier_face_4', 'reshaped_regressor_face_4'];
    const exact = await evaluate(encodeOnnx(read), { [read.inputs[0]!.name]: whole(192) });
    const { logits, offsets } = await run('full-range-face-detector', whole(192));
    const best = logits!.indexOf(Math.max(...logits!));
    const wanted = exact[logitsOf!]!.data;
    expect(Math.abs(logits![best]! - Number(wanted[best]))).toBeLessThan(0.1);
    for (let value = 0; value < 16; value++) {
      const found = offsets![value * logits!.length + best]!;
      expect(
        Math.abs(found - Number(exact[offsetsOf!]!.data[best * 16 + value])),
        `value ${value}`,
      ).toBeLessThan(0.5);
    }
  });
});

describe('spoof-net', () => {
  const face = () =>
    tensorOf(
      place(selfie, {
        width: 128,
        height: 128,
        from: [336, 400],
        to: [64, 64],
        scale: 128 / 672,
        turn: 0,
      }),
      [2, 1, 0],
      0,
      1,
    );

  it('says of the sample face nearly what the original says', async () => {
    const input = face();
    const { output } = await evaluate(await original('spoof-net'), { input });
    const { logits } = await run('spoof-net', input);
    // Faint channels are gone: on labelled photos the margin moves by 1.4 in the median, on a scale from -12 to 11.
    for (const [index, value] of logits!.entries()) {
      expect(Math.abs(value - Number(output!.data[index]))).toBeLessThan(3);
    }
  });

  it('gives the means of nearly the map that the original judges by', async () => {
    const input = face();
    const whole = decodeOnnx(await original('spoof-net'));
    const map = retarget(whole, [{ value: '568', name: 'means', shape: [1, 512, 1, 1], mean: true }]);
    const { means } = await evaluate(encodeOnnx(map), { input });
    const expected = Array.from(means!.data, Number);
    const { features } = await run('spoof-net', input);
    expect(features).toHaveLength(512);
    const difference = Math.hypot(...features!.map((value, index) => value - expected[index]!));
    expect(difference).toBeLessThan(0.2 * Math.hypot(...expected));
    expect(new Set(features).size).toBeGreaterThan(200);
  });

  it('takes the sample selfie for bona fide', async () => {
    const { logits } = await run('spoof-net', face());
    expect(softmax(logits!)[0]).toBeGreaterThan(0.9);
  });
});

describe('face-landmarker', () => {
  /** A square part of the selfie around (325, 463), `side` pixels wide. */
  const crop = (side: number, x = 325, y = 463) =>
    tensorOf(
      place(selfie, { width: 192, height: 192, from: [x, y], to: [96, 96], scale: 192 / side, turn: 0 }),
      [0, 1, 2],
      0,
      255,
    );

  it('puts the points of the sample face where they are', async () => {
    const { landmarks, presence } = await run('face-landmarker', crop(800));
    expect(presence![0]).toBeGreaterThan(5);
    const at = (vertex: number) =>
      [0, 1].map((axis) => (landmarks![vertex * 3 + axis]! - 96) * (800 / 192) + [325, 463][axis]!);
    // Read off the picture by eye: outer eye corners, nose tip, lips, chin.
    const seen = { 33: [201, 369], 263: [460, 370], 1: [327, 477], 13: [325, 570], 152: [323, 730] };
    for (const [vertex, [x, y]] of Object.entries(seen)) {
      const [foundX, foundY] = at(Number(vertex));
      expect(Math.hypot(foundX! - x!, foundY! - y!), `vertex ${vertex}`).toBeLessThan(9);
    }
  });

  it('says that there is no face where there is none', async () => {
    const { presence } = await run('face-landmarker', crop(120, 60, 60));
    expect(presence![0]).toBeLessThan(-3);
  });
});
