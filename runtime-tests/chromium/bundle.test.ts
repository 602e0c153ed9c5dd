/** What a bundler makes of the built package, as an application has it. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

async function bundled(code: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    logLevel: 'error',
  });
  return outputFiles[0]!.text;
}

/** Words of the listener for the first message, of the inspector, and of the pool: no test prints a whole bundle. */
const words = ['livephoto', 'face-detector', 'The inspection queue is full'];
const found = (text: string) => words.filter((word) => text.includes(word));

it('keeps the worker, which is there for its effects alone', async () => {
  const worker = await bundled("import '@livephoto/worker-runtime/web-worker';");
  expect(found(worker)).toEqual(['livephoto', 'face-detector']);
});

it('leaves out of a page what only its worker needs', async () => {
  const page = await bundled(
    "import { createWebInspectorPool } from '@livephoto/worker-runtime/web-pool'; createWebInspectorPool({});",
  );
  expect(found(page)).toEqual(['livephoto', 'The inspection queue is full']);
});
