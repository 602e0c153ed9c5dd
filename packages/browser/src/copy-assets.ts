#!/usr/bin/env node
/** The command `livephoto-browser-assets`: copies what the inspector fetches to where an app serves it. */
import { copyFile, mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const help = `Usage: livephoto-browser-assets FOLDER [--no-webgpu]

Copies the worker, the models and the WebAssembly files of @livephoto/browser into FOLDER, which your app serves:
public/livephoto for Vite, the folder of the bundle plus /assets for others. Run it after each update.

  --no-webgpu   leaves out the files for backend: 'webgpu' (27 MB)
`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    allowNegative: true,
    options: {
      webgpu: { type: 'boolean', default: true },
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
  const source = fileURLToPath(new URL('./assets/', import.meta.url));
  const files = (await readdir(source).catch(() => []))
    .filter((file) => !file.endsWith('.map'))
    .filter((file) => values.webgpu || !/webgpu|asyncify/.test(file));
  if (!files.includes('manifest.json')) {
    process.stderr.write(
      `There are no models in ${source}: in the repository of livephoto run 'pnpm models build' and 'pnpm browser-assets'\n`,
    );
    return 1;
  }
  await mkdir(target, { recursive: true });
  let total = 0;
  for (const file of files) {
    await copyFile(join(source, file), join(target, file));
    const { size } = await stat(join(source, file));
    total += size;
    process.stdout.write(`${megabytes(size)}  ${file}\n`);
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
