/**
 * `pnpm fuzz:decoders`: decodes damaged files of every format, 20 000 each unless `--runs N` says otherwise, `--only NAME,NAME` some formats
 * only, `--seed N` in another way. It ends with 1 when one of them crashed, took more than 2 s, or changed the next good picture.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const root = new URL('../', import.meta.url);
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '20000' },
    only: { type: 'string' },
    seed: { type: 'string', default: '0' },
  },
});
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 100) {
  console.error('--runs takes a whole number from 100');
  process.exit(2);
}
const seed = Number(values.seed);
if (!Number.isInteger(seed) || seed < 0) {
  console.error('--seed takes a whole number');
  process.exit(2);
}

const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL('packages/core/src/testing/fuzz-decoders.ts', root))],
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'node',
  conditions: ['livephoto-source'],
  logLevel: 'error',
});
const { fuzz, fuzzFormats } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
);
const compiled = async (path) => WebAssembly.compile(await readFile(new URL(path, root)));
const images = await compiled('packages/core/codecs/images.wasm');
const heif = () => compiled('packages/heif/heif.wasm');

// In any case of letters: `heic`, `webp`.
const named = (written) => fuzzFormats.find((format) => format.toLowerCase() === written.toLowerCase());
const asked = values.only?.split(',') ?? fuzzFormats;
const unknown = asked.find((written) => named(written) === undefined);
if (unknown !== undefined) {
  console.error(`--only takes ${fuzzFormats.join(', ')}, not ${unknown}`);
  process.exit(2);
}
const formats = asked.map(named);
for (const format of formats) {
  const figures = await fuzz(format, { runs, seed }, { images, heif }, (done) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${format} ${done} of ${runs}`);
  });
  if (process.stderr.isTTY) process.stderr.write('\r');
  const { read, refused, crashes, slowest, changed } = figures;
  console.log(
    `${format}: ${runs} damaged files, ${read} read, ${refused} refused, ${crashes} crashes, slowest ${Math.round(slowest)} ms, ${changed} good pictures changed`,
  );
  if (crashes > 0 || slowest > 2000 || changed > 0) process.exitCode = 1;
}
