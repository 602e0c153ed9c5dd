/** The types of `@livephoto/browser` in a project of its own, with every declaration checked: for pages, and for Vite's configuration. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { folder } from '../browser/chromium.ts';

const project = mkdtempSync(join(tmpdir(), 'livephoto-types-'));
const tsc = join(createRequire(folder('package.json')).resolve('typescript/package.json'), '../bin/tsc');

beforeAll(() => {
  for (const scope of ['@livephoto', '@types'])
    mkdirSync(join(project, 'node_modules', scope), { recursive: true });
  symlinkSync(folder('packages/browser'), join(project, 'node_modules/@livephoto/browser'));
  symlinkSync(folder('packages/browser/node_modules/@types/node'), join(project, 'node_modules/@types/node'));
  const write = (name: string, text: string) => writeFileSync(join(project, name), text);
  write('package.json', '{ "type": "module" }');
  write(
    'vite.config.ts',
    "import { livephoto } from '@livephoto/browser/vite';\nexport const plugin = livephoto();\n",
  );
  write(
    'page.ts',
    `import { createInspector, type PhotoReport } from '@livephoto/browser';
import type { LivePhotoCapture } from '@livephoto/browser/capture';
import { captureMessages } from '@livephoto/browser/capture/messages';
export const look = async (photo: ImageBitmap): Promise<PhotoReport> => (await createInspector()).inspect(photo);
export const title = (element: LivePhotoCapture): string => captureMessages.de.title + element.view;
`,
  );
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

function check(file: string, resolution: string, lib: string, types: string): string {
  const module = resolution === 'nodenext' ? 'nodenext' : 'esnext';
  const flags = ['--module', module, '--moduleResolution', resolution, '--lib', lib, '--types', types];
  const strict = ['--noEmit', '--strict', '--skipLibCheck', 'false', '--target', 'es2023'];
  return spawnSync(process.execPath, [tsc, ...strict, ...flags, file], { cwd: project, encoding: 'utf8' })
    .stdout;
}

it.each(['nodenext', 'bundler'])('are clean with %s', (resolution) => {
  expect(check('page.ts', resolution, 'es2023,dom,dom.iterable', '')).toBe('');
  // What runs while an app is built knows no page.
  expect(check('vite.config.ts', resolution, 'es2023', 'node')).toBe('');
  expect(check('page.ts', resolution, 'es2023', '')).toContain("Cannot find name 'ImageBitmap'");
});
