/** The same photo gives the same report, byte by byte: in two processes of Node, and in Bun. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('../../samples/', import.meta.url));
const photos = readdirSync(folder)
  .filter((name) => name.endsWith('.jpg'))
  .map((name) => join(folder, name));
const script = fileURLToPath(new URL('print-reports.mjs', import.meta.url));

async function reportsOf(runtime: string): Promise<string[]> {
  // Without what a test runner puts there, which would change how packages resolve.
  const { NODE_OPTIONS: _, ...env } = process.env;
  const { stdout } = await run(runtime, [script, ...photos], { env, maxBuffer: 64 << 20 });
  return stdout.trimEnd().split('\n');
}

/** Bun's own binary lies in the package of the platform: the launcher in `bun` is put in place by an install script. */
function bunBinary(): string {
  const fromBun = createRequire(createRequire(import.meta.url).resolve('bun/package.json'));
  const platform = `${process.platform}-${process.arch === 'arm64' ? 'aarch64' : 'x64'}`;
  for (const name of [platform, `${platform}-musl`]) {
    try {
      const folder = dirname(fromBun.resolve(`@oven/bun-${name}/package.json`));
      const binary = join(folder, 'bin', process.platform === 'win32' ? 'bun.exe' : 'bun');
      if (existsSync(binary)) return binary;
    } catch {
      // Not installed for this platform: the next one may be.
    }
  }
  throw new Error(
    'No binary of Bun is installed for this platform: run pnpm install with optional dependencies',
  );
}

describe('reports of the samples', () => {
  let first: string[];
  beforeAll(async () => {
    first = await reportsOf(process.execPath);
  });

  it('are reports, one a photo', () => {
    expect(first).toHaveLength(photos.length);
    for (const [i, line] of first.entries()) {
      const report = JSON.parse(line);
      if (photos[i]!.endsWith('truncated.jpg')) expect(report.type).toBe('image_unreadable');
      else expect(Object.keys(report.inspections)).toHaveLength(4);
    }
  });

  it('are equal in another process of Node', async () => {
    expect(await reportsOf(process.execPath)).toEqual(first);
  });

  it('are equal in Bun', async () => {
    expect(await reportsOf(bunBinary())).toEqual(first);
  });
});
