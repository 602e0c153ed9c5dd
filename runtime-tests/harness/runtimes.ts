/** The runtimes whose reports have to be Node's, byte by byte. One that joins exports a `Runner` and is listed here. */
import { moreBrowsers } from '../browsers/run.ts';
import { runBun } from '../bun/run.ts';
import { runChromium } from '../chromium/run.ts';
import { runDeno } from '../deno/run.ts';
import { runNodeWorker } from '../node/run.ts';
import { runWorkerd } from '../workerd/run.ts';
import type { Runner } from './runtime-run.ts';

export const runtimes: Readonly<Record<string, Runner>> = {
  'a worker thread of Node': runNodeWorker,
  Bun: runBun,
  Deno: runDeno,
  Chromium: runChromium,
  ...moreBrowsers,
  workerd: runWorkerd,
};
