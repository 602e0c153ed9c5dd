import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import { createSimdBackend } from '../../backends/simd/simd.ts';
import type { InferenceModel } from '../../contract/ports.ts';
import type { InspectionReport } from '../../contract/report.ts';
import { sniffImage } from '../../image/sniff.ts';
import { createWasmDecoder } from '../../image/wasm-decoder.ts';
import { createInspector, type Inspector } from '../../inspector.ts';
import { modelFile, sampleFile } from '../../testing/files.ts';
import { ImagePyramid } from '../sampling/affine.ts';
import { mapObstructions } from './obstruction-net.ts';
import { mapSide, oddSide, oddZone } from './tuning.ts';

const require = createRequire(import.meta.url);

const decoder = createWasmDecoder({
  images: new WebAssembly.Module(readFileSync(require.resolve('@livephoto/core/images.wasm'))),
});
const backend = createSimdBackend();
let inspector: Inspector;

beforeAll(async () => {
  const manifest = JSON.parse(modelFile('manifest.json').toString());
  inspector = await createInspector({
    backend,
    decoder,
    models: {
      manifest: async () => manifest,
      bytes: async (name) =>
        modelFile(['canonical-face', 'liveness-head'].includes(name) ? `${name}.json` : `${name}.onnx`),
    },
  });
});

const obstructionsOf = (report: InspectionReport) => report.inspections.obstructions;
const codesOf = (report: InspectionReport) => obstructionsOf(report).findings.map(({ code }) => code);
const inspect = (name: string) => inspector.inspect(sampleFile(name), { performLivenessCheck: false });

describe('obstructions of the samples', () => {
  it.each(['selfie.jpg', 'franck_01829.jpg', 'mirrored.jpg'])(
    'finds nothing over the bare face of %s',
    async (name) => {
      const result = obstructionsOf(await inspect(name));
      expect(result.outcome).toBe('passed');
      expect(result.score).toBeGreaterThan(90);
    },
  );

  it('names nose, mouth and chin under a mask, and nothing else', async () => {
    const report = await inspect('masked.jpg');
    expect(codesOf(report)).toEqual(['nose_obstructed', 'mouth_obstructed', 'chin_obstructed']);
    expect(obstructionsOf(report).evidence.regions).toMatchObject({ mouth: expect.toSatisfy((v) => v < 20) });
  });

  it('names both eyes behind dark glasses, and nothing else', async () => {
    expect(codesOf(await inspect('sunglasses.jpg'))).toEqual(['left_eye_obstructed', 'right_eye_obstructed']);
  });

  it('lays the map over the face, whichever way the photo was stored', async () => {
    const upright = obstructionsOf(await inspect('exif-1.jpg')).evidence;
    const turned = obstructionsOf(await inspect('exif-6.jpg')).evidence;
    const [a, b, c, d] = upright.map!.corners;
    expect(b!.x - a!.x).toBeGreaterThan(0);
    expect(d!.y - a!.y).toBeGreaterThan(0);
    // A square: both diagonals are as long, and cross in the middle.
    expect(Math.hypot(c!.x - a!.x, c!.y - a!.y)).toBeCloseTo(Math.hypot(d!.x - b!.x, d!.y - b!.y), 0);
    expect((a!.x + c!.x) / 2).toBeCloseTo((b!.x + d!.x) / 2, 0);
    for (const [i, corner] of turned.map!.corners.entries()) {
      expect(
        Math.hypot(corner.x - upright.map!.corners[i]!.x, corner.y - upright.map!.corners[i]!.y),
      ).toBeLessThan(8);
    }
  });
});

describe('mapObstructions', () => {
  let model: InferenceModel;
  let points: Float64Array;
  let pyramid: ImagePyramid;
  beforeAll(async () => {
    model = await backend.load(modelFile('obstruction-net.onnx'));
    const bytes = sampleFile('selfie.jpg');
    const seen = await inspector.inspectDetailed(bytes, { performLivenessCheck: false });
    const image = await decoder.decode(bytes, sniffImage(bytes), { longestSide: Number.POSITIVE_INFINITY });
    pyramid = new ImagePyramid(image);
    points = new Float64Array(seen.geometry!.landmarks.flatMap(({ x, y, z }) => [x, y, z]));
  });

  it('takes what lies beyond the edge of the picture as covered', async () => {
    const { image } = pyramid;
    const left = Math.round(points[0]!);
    const half = {
      width: left,
      height: image.height,
      data: new Uint8Array(left * image.height * 3),
    };
    for (let y = 0; y < image.height; y++) {
      half.data.set(image.data.subarray(y * image.width * 3, (y * image.width + left) * 3), y * left * 3);
    }
    const whole = await mapObstructions(model, pyramid, points);
    const cut = await mapObstructions(model, new ImagePyramid(half), points);
    expect(whole.visible.leftEye).toBeGreaterThan(0.9);
    expect(cut.visible.leftEye).toBe(0);
    expect(cut.occlusion[mapSide * (mapSide / 2) + mapSide - 2]).toBe(1);
  });

  it('takes what is odd over eyes, nose and mouth alone', async () => {
    const saying = (odd: (row: number, column: number) => number): InferenceModel => ({
      ...model,
      run: async (inputs) => ({
        ...(await model.run(inputs)),
        odd: {
          dims: [1, 1, oddSide, oddSide],
          data: Float32Array.from({ length: oddSide ** 2 }, (_, i) =>
            odd(Math.floor(i / oddSide), i % oddSide),
          ),
        },
      }),
    });
    const { left, top, right, bottom } = oddZone;
    const inside = (row: number, column: number) =>
      row >= top && row < bottom && column >= left && column < right;
    const share = async (odd: (row: number, column: number) => number) =>
      (await mapObstructions(saying(odd), pyramid, points)).odd;
    expect(await share((row, column) => (inside(row, column) ? 1 : 0))).toBe(1);
    expect(await share((row, column) => (inside(row, column) ? 0 : 1))).toBe(0);
    expect(await share((row) => (row < 8 ? 1 : 0))).toBeCloseTo((8 - top) / (bottom - top), 6);
    expect((await mapObstructions(model, pyramid, points)).odd).toBeLessThan(0.3);
  });

  it('gives the same bits twice', async () => {
    const [a, b] = [
      await mapObstructions(model, pyramid, points),
      await mapObstructions(model, pyramid, points),
    ];
    expect(a).toEqual(b);
  });

  it('answers for a mesh that lies wholly outside: nothing is visible', async () => {
    const away = points.map((value, i) => (i % 3 === 0 ? value + 1e5 : value));
    const { visible, occlusion } = await mapObstructions(model, pyramid, away);
    expect(Object.values(visible)).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(occlusion.every((value) => value === 1)).toBe(true);
  });
});
