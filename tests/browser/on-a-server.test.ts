/** The package where there is no page: rendered on a server, and its files copied by a build. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const dist = (path: string) => new URL(`../../packages/browser/dist/${path}`, import.meta.url);
const node = async (code: string) =>
  (
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], {
      cwd: fileURLToPath(dist('..')),
    })
  ).stdout;

describe.each(['', 'bundled/'])('on a server, dist/%s', (kind) => {
  it.each(['index', 'capture/index', 'capture/register', 'react/index'])(
    '%s is imported, and makes nothing global',
    async (entry) => {
      const printed = await node(`
        const before = Object.getOwnPropertyNames(globalThis);
        const exported = await import(${JSON.stringify(dist(`${kind}${entry}.js`).href)});
        const after = Object.getOwnPropertyNames(globalThis).filter((name) => !before.includes(name));
        // Lit keeps count of its versions.
        console.log(Object.keys(exported).length > 0, after.filter((name) => !/^(lit|reactiveElement)/.test(name)).join());
      `);
      expect(printed).toBe('true \n');
    },
  );

  it('renders the React component as an empty element', async () => {
    const printed = await node(`
      import { createElement } from 'react';
      import { renderToString } from 'react-dom/server';
      const { LivePhotoCapture } = await import(${JSON.stringify(dist(`${kind}react/index.js`).href)});
      console.log(renderToString(createElement(LivePhotoCapture, { api: '/v1', id: 'a', className: 'b', onReady() {} })));
    `);
    expect(printed).toBe('<live-photo-capture id="a" class="b"></live-photo-capture>\n');
  });
});

describe('the assets that an app serves', () => {
  const copy = async (...flags: string[]) => {
    const folder = await mkdtemp(join(tmpdir(), 'livephoto-assets-'));
    try {
      const script = fileURLToPath(dist('copy-assets.js'));
      await promisify(execFile)(process.execPath, [script, folder, ...flags]);
      const names = await readdir(folder);
      const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
      return { names, bytes: sizes.reduce((sum, size) => sum + size, 0) };
    } finally {
      await rm(folder, { recursive: true });
    }
  };

  it('are at most 6.2 MB, nothing for WebGPU among them', async () => {
    const { names, bytes } = await copy();
    expect(bytes).toBeLessThanOrEqual(6_200_000);
    expect(names.filter((name) => /webgpu|asyncify|ort-|\.map$/.test(name))).toEqual([]);
  });

  it('have a worker that holds nothing of onnxruntime', async () => {
    const worker = await readFile(dist('assets/worker.js'), 'utf8');
    expect(worker).not.toMatch(/ort-wasm/);
  });

  it('are those for WebGPU too, where they are asked for', async () => {
    const { names } = await copy('--webgpu');
    expect(names).toContain('ort-wasm-simd-threaded.asyncify.wasm');
    expect(names).toContain('onnxruntime-webgpu.js');
  });
});
