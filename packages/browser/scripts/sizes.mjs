/** Prints what a page loads, file by file, as it is and gzipped: up to the first interaction, and up to the first report. KB are 1000 bytes. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

/** @param {string} dist the built package */
async function printSizes(dist) {
  const manifest = JSON.parse(await readFile(join(dist, 'assets/manifest.json'), 'utf8'));
  const measured = async (file) => {
    const bytes = await readFile(join(dist, file));
    return { file, size: bytes.length, gzip: gzipSync(bytes).length };
  };
  const group = async (title, files) => ({ title, files: await Promise.all(files.map(measured)) });
  const webgpu = ({ name }) => name === 'onnxruntime-webgpu';
  const inAssets = ({ file }) => `assets/${file}`;

  const page = await group('The page, before anything is asked of it', await entryFiles(dist, 'index.js'));
  const capture = await group(
    'The same with the capture element',
    await entryFiles(dist, 'capture/register.js'),
  );
  const worker = await group('The worker', ['assets/worker.js', 'assets/manifest.json']);
  const libraries = await group(
    'Its libraries, kept after the first time',
    manifest.runtime.filter((file) => !webgpu(file)).map(inAssets),
  );
  const models = await group('The models, kept after the first time', [
    ...manifest.models.map(inAssets),
    ...manifest.assets.map(inAssets),
  ]);
  const webgpuFiles = await group('Beside them, where WebGPU is asked for', [
    ...manifest.runtime.filter(webgpu).map(inAssets),
    'assets/onnxruntime-webgpu.js',
  ]);

  for (const { title, files } of [page, capture, worker, libraries, models, webgpuFiles]) {
    console.log(title);
    for (const each of files) printLine(each.file, each);
  }
  console.log('');
  printLine('To the first interaction', sum(page.files));
  printLine('With the capture element', sum(capture.files));
  printLine('To the first report', sum([page, worker, libraries, models].flatMap(({ files }) => files)));
}

/** An entry and the parts that it imports. */
async function entryFiles(dist, entry) {
  const files = [entry];
  for (const file of files) {
    const text = await readFile(join(dist, file), 'utf8');
    for (const [, path] of text.matchAll(/(?:from|import)\s*"(\.[\w./-]+\.js)"/g)) {
      const part = join(dirname(file), path);
      if (!files.includes(part)) files.push(part);
    }
  }
  return files;
}

function sum(files) {
  const total = { size: 0, gzip: 0 };
  for (const { size, gzip } of files) {
    total.size += size;
    total.gzip += gzip;
  }
  return total;
}

function printLine(name, { size, gzip }) {
  console.log(`  ${name.padEnd(46)}${kilobytes(size)}  gzip ${kilobytes(gzip)}`);
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1).padStart(9)} KB`;
}

await printSizes(fileURLToPath(new URL('../dist/', import.meta.url)));
