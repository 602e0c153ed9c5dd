/**
 * Measures labelled photos as core does and writes the raw signals for fit.py:
 *
 *     node models/training/liveness/extract.mjs LABELS.csv OUT.json [--part 1/2] [--any-category]
 *
 * LABELS.csv has the columns path, category, label and extra (JSON) of `pnpm bench accuracy`; rows of other
 * categories count as genuine with --any-category. Photos in which no face is found are named and left out.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createWasmBackend } from '../../../packages/core/src/backends/wasm.ts';
import { sniffImage } from '../../../packages/core/src/image/sniff.ts';
import { createWasmDecoder } from '../../../packages/core/src/image/wasm-decoder.ts';
import { policies } from '../../../packages/core/src/policy.ts';
import { ImagePyramid } from '../../../packages/core/src/vision/affine.ts';
import { findFaces } from '../../../packages/core/src/vision/faces.ts';
import { measureLiveness } from '../../../packages/core/src/vision/liveness/cues.ts';

const [root = '.', labels, out, ...flags] = process.argv.slice(2);
if (labels === undefined || out === undefined) throw new Error('Usage: extract.mjs LABELS.csv OUT.json');
const [part, parts] = flags.includes('--part')
  ? flags[flags.indexOf('--part') + 1]!.split('/').map(Number)
  : [1, 1];
const anyCategory = flags.includes('--any-category');

// Packages resolve from where they are declared.
const fromRuntime = createRequire(join(root, 'packages/worker-runtime/package.json'));
const fromBenchmarks = createRequire(join(root, 'benchmarks/package.json'));
const { parse } = (await import(pathToFileURL(fromBenchmarks.resolve('csv-parse/sync')).href)) as {
  parse: (text: string, options: { columns: true }) => Record<string, string>[];
};

const backend = createWasmBackend({
  wasmBinary: readFileSync(fromRuntime.resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm')),
});
const decoder = createWasmDecoder({
  jpeg: await WebAssembly.compile(readFileSync(fromRuntime.resolve('@cwasm/jpeg-turbo/jpeg-turbo.wasm'))),
});
const model = (name: string) => backend.load(readFileSync(join(root, 'models/dist', `${name}.onnx`)));
const models = { detector: await model('face-detector'), landmarker: await model('face-landmarker') };
const spoofNet = await model('spoof-net');
const policy = policies.default;

const rows = parse(readFileSync(labels, 'utf8'), { columns: true })
  .filter(({ category }) => anyCategory || category === 'liveness')
  .filter((_, index) => index % parts! === part! - 1);
const measured: object[] = [];
for (const [index, { path, category, label, extra }] of rows.entries()) {
  const { attack, subject, weak } = (extra ? JSON.parse(extra) : {}) as Record<string, unknown>;
  try {
    const bytes = new Uint8Array(readFileSync(join(dirname(labels), path!)));
    const info = sniffImage(bytes, { ...policy.image, minSide: 1 });
    const image = await decoder.decode(bytes, info, { longestSide: policy.decodeLongestSide });
    const pyramid = new ImagePyramid(image);
    const [face] = await findFaces(models, pyramid, policy.faces);
    if (face === undefined) throw new Error('no face');
    const { features, texture, ...margins } = await measureLiveness(spoofNet, pyramid, face);
    const brief = (values: Float64Array) => Array.from(values, (value) => Number(value.toPrecision(6)));
    measured.push({
      path,
      category,
      source: path!.split('/').at(-2)!.replace(/__.*/, ''),
      label: category === 'liveness' ? label : 'real',
      attack,
      subject,
      weak,
      ...margins,
      texture: brief(texture),
      features: brief(features),
    });
  } catch (error) {
    console.error(`left out: ${path}: ${(error as Error).message}`);
  }
  if (index % 100 === 99) console.error(`${index + 1} of ${rows.length}`);
}
writeFileSync(out, JSON.stringify(measured));
console.error(`${measured.length} of ${rows.length} photos measured`);
