#!/usr/bin/env node
/** The command `livephoto-browser-assets`: copies what the inspector fetches to where an app serves it. */
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { assetFiles } from './asset-files.ts';

const help = `Usage: livephoto-browser-assets FOLDER [--webgpu]

Copies the worker, the models and the WebAssembly files of @livephoto/browser (5.8 MB) into FOLDER, which your app serves:
public/livephoto for Next, webpack and Vite, the folder of the bundle plus /assets for others. Run it after each update.

  --webgpu   copies the files for backend: 'webgpu' as well (27 MB); wants onnxruntime-web ${onnxruntimeVersion} installed
`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    allowNegative: true,
    options: {
      webgpu: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const [target, ...more] = positionals;
  if (target === undefined || more.length > 0) {
    process.stderr.write(help);
    return 2;
  }
  const files = await assetFiles({ webgpu: values.webgpu });
  await mkdir(target, { recursive: true });
  let total = 0;
  for (const { name, path, size } of files) {
    await copyFile(path, join(target, name));
    total += size;
    process.stdout.write(`${megabytes(size)}  ${name}\n`);
  }
  process.stdout.write(`${megabytes(total)}  in ${target}\n`);
  return 0;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2).padStart(6)} MB`;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
}
