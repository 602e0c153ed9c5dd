/** Times each network on the product's backends and on LiteRT, in fresh pages of Chromium. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inBothFormats } from '@livephoto/models-build/tflite';
import { build } from 'esbuild';
import { packageFolder } from '../../report/machine.ts';
import type { Progress } from '../../report/progress.ts';
import { inFreshPage } from '../processes/fresh-page.ts';
import { type Site, serveSite } from '../processes/static-site.ts';
import { type NetAnswer, type NetJob, type NetName, netNames, netShapes } from './net-protocol.ts';

export interface NetsOptions {
  readonly rounds: number;
  readonly samples: number;
  readonly warmup: number;
}

export interface NetsResult {
  readonly options: NetsOptions;
  /** By round; each a fresh page. */
  readonly rounds: readonly NetAnswer[];
}

/** @param quick One short round: shows that it works. */
export function netOptions(rounds: number, quick: boolean | undefined): NetsOptions {
  return quick ? { rounds: 1, samples: 2, warmup: 1 } : { rounds, samples: 20, warmup: 3 };
}

/**
 * @param root of the workspace, with models built
 * @throws {LivePhotoError} `service_unavailable` without Chromium, `inference_failed` with what the page said,
 * `inspection_aborted` when `signal` fires
 */
export async function measureNets(
  root: URL,
  options: NetsOptions,
  { progress, signal }: { readonly progress: Progress; readonly signal?: AbortSignal },
): Promise<NetsResult> {
  const { rounds: count, samples, warmup } = options;
  progress.start(count);
  const scratch = await mkdtemp(join(tmpdir(), 'livephoto-nets-'));
  try {
    const { site, outputs } = await serveNets(root, scratch);
    try {
      const rounds: NetAnswer[] = [];
      for (let round = 0; round < count; round++) {
        signal?.throwIfAborted();
        // No network is always the first of a fresh page.
        const nets = [
          ...netNames.slice(round % netNames.length),
          ...netNames.slice(0, round % netNames.length),
        ];
        rounds.push(await runPage(site, { nets, outputs, samples, warmup }, signal));
        progress.step(true);
      }
      return { options, rounds };
    } finally {
      await site.close();
    }
  } finally {
    progress.stop();
    await rm(scratch, { recursive: true });
  }
}

function runPage(site: Site, job: NetJob, signal: AbortSignal | undefined): Promise<NetAnswer> {
  return inFreshPage(
    `${site.origin}/`,
    async (page) => {
      await page.waitForFunction(() => 'measureNets' in window);
      return page.evaluate((asked) => window.measureNets(asked), job);
    },
    signal,
  );
}

/** @param nets folder for both files of every network */
async function serveNets(root: URL, nets: string): Promise<{ site: Site; outputs: NetJob['outputs'] }> {
  const outputs: Partial<Record<NetName, readonly string[]>> = {};
  for (const name of netNames) {
    const model = await readFile(new URL(`packages/models/dist/${name}.onnx`, root));
    const { onnx, tflite, outputNames } = await inBothFormats(model, netShapes[name]);
    outputs[name] = outputNames;
    await writeFile(join(nets, `${name}.onnx`), onnx);
    await writeFile(join(nets, `${name}.tflite`), tflite);
  }
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('benchmarks/src/cost/nets/nets-page.ts', root))],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    logLevel: 'error',
    external: ['onnxruntime-web', 'onnxruntime-web/*'],
  });
  const runtime = '/ort/ort.wasm.bundle.min.mjs';
  const imports = JSON.stringify({ imports: { 'onnxruntime-web/wasm': runtime } });
  const site = await serveSite({
    texts: {
      '/': {
        type: 'text/html; charset=utf-8',
        text: `<!doctype html><link rel="icon" href="data:,"><script type="importmap">${imports}</script><body><script type="module" src="page.js"></script>`,
      },
      '/page.js': { type: 'text/javascript; charset=utf-8', text: outputFiles[0]!.text },
    },
    folders: {
      '/ort/': dirname(createRequire(import.meta.url).resolve('onnxruntime-web/wasm')),
      '/litert/': join((await packageFolder('@litertjs/core'))!, 'wasm'),
      '/nets/': nets,
    },
  });
  return { site, outputs: outputs as NetJob['outputs'] };
}
