/** `pnpm bench cost load`: a server under as much as it takes, for as long as asked: what it answers, loses, needs. */
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { LivePhotoError } from '@livephoto/core';
import Table from 'cli-table3';
import { Command } from 'commander';
import { median, quantile } from 'simple-statistics';
import { type Account, createCaller, createClient, findLost, newAccount, type Photo } from './callers.ts';
import { type Server, startServer } from './server.ts';

/** Growth of memory from the first half to the second that is still called flat. */
const allowedGrowth = 0.1;

export interface LoadResult {
  readonly seconds: number;
  readonly callers: number;
  readonly workers: number;
  readonly uploadsPerSecond: number;
  readonly calls: number;
  readonly wrong: readonly string[];
  readonly lost: readonly string[];
  /** Bytes, the median of the end of each half. */
  readonly memory: { readonly firstHalf: number; readonly secondHalf: number; readonly growth: number };
  /** Milliseconds. */
  readonly times: Readonly<Record<string, { count: number; p50: number; p95: number; p99: number }>>;
}

interface Options {
  readonly seconds: string;
  readonly callers: string;
  readonly workers: string;
  readonly out?: string;
}

/** @param root of the workspace. */
export function loadCommand(root: URL): Command {
  return new Command('load')
    .description('Uploads to, and reads from, a server at full rate; checks every answer and its memory.')
    .option('--seconds <number>', 'how long', '120')
    .option('--callers <number>', 'calls under way at once', '8')
    .option('--workers <number>', 'inspections at once', String(availableParallelism()))
    .option('--out <file>', 'write the figures as JSON too')
    .action(async (options: Options) => {
      const result = await runLoad(root, {
        seconds: positive('--seconds', options.seconds),
        callers: positive('--callers', options.callers),
        workers: positive('--workers', options.workers),
      });
      process.stdout.write(describe(result));
      if (options.out) await writeFile(options.out, `${JSON.stringify(result, null, 2)}\n`);
      const { wrong, lost, memory } = result;
      if (wrong.length > 0 || lost.length > 0 || memory.growth > allowedGrowth) process.exitCode = 1;
    });
}

export async function runLoad(
  root: URL,
  options: { readonly seconds: number; readonly callers: number; readonly workers: number },
): Promise<LoadResult> {
  const photos = await readPhotos(root);
  const server = await startServer(root, [
    '--workers',
    String(options.workers),
    '--queue',
    String(options.callers),
  ]);
  try {
    const clientId = await createClient(server);
    const account = newAccount();
    const end = performance.now() + options.seconds * 1000;
    const over = () => performance.now() >= end;
    const [memory] = await Promise.all([
      watchMemory(server, over),
      watchHealth(server, account, over),
      ...Array.from({ length: options.callers }, () =>
        createCaller(server, clientId, photos, account).run(over),
      ),
    ]);
    const lost = await findLost(server, account);
    return { ...options, ...summarize(account, memory, options.seconds), lost };
  } finally {
    await server.stop();
  }
}

/** Photos that the default policy takes, and one that it refuses. */
async function readPhotos(root: URL): Promise<Photo[]> {
  const names = { 'selfie.jpg': true, 'exif-3.jpg': true, 'exif-6.jpg': true, 'no-face.jpg': false };
  return Promise.all(
    Object.entries(names).map(async ([name, accepted]) => {
      const bytes = await readFile(new URL(`samples/${name}`, root)).catch((cause) => {
        throw new LivePhotoError('invalid_request', 'The sample photos are missing: run `pnpm samples`', {
          cause,
        });
      });
      return { name, bytes: new Uint8Array(bytes), accepted };
    }),
  );
}

async function watchMemory(server: Server, over: () => boolean): Promise<number[]> {
  const samples: number[] = [];
  while (!over()) {
    samples.push(await server.memory());
    await sleep(500);
  }
  return samples;
}

async function watchHealth(server: Server, account: Account, over: () => boolean): Promise<void> {
  const times: number[] = [];
  account.times.set('health', times);
  while (!over()) {
    const start = performance.now();
    const response = await fetch(`${server.url}/healthz`);
    await response.arrayBuffer();
    times.push(performance.now() - start);
    if (response.status !== 200) account.wrong.push(`health answered ${response.status}`);
    await sleep(50);
  }
}

function summarize(account: Account, memory: readonly number[], seconds: number) {
  const half = Math.floor(memory.length / 2);
  // The end of each half: the first one's beginning is the warm-up.
  const firstHalf = median(memory.slice(Math.floor(half / 2), half));
  const secondHalf = median(memory.slice(half + Math.floor(half / 2)));
  const times = Object.fromEntries(
    [...account.times].map(([what, list]) => [
      what,
      {
        count: list.length,
        p50: quantile(list, 0.5),
        p95: quantile(list, 0.95),
        p99: quantile(list, 0.99),
      },
    ]),
  );
  const uploads = (times.upload?.count ?? 0) + (times['refused upload']?.count ?? 0);
  return {
    times,
    uploadsPerSecond: uploads / seconds,
    calls: Object.values(times).reduce((sum, { count }) => sum + count, 0),
    wrong: account.wrong,
    memory: { firstHalf, secondHalf, growth: secondHalf / firstHalf - 1 },
  };
}

function describe(result: LoadResult): string {
  const table = new Table({ head: ['call', 'count', 'p50 ms', 'p95 ms', 'p99 ms'], style: { head: [] } });
  for (const [what, { count, p50, p95, p99 }] of Object.entries(result.times)) {
    table.push([what, count, p50.toFixed(1), p95.toFixed(1), p99.toFixed(1)]);
  }
  const { memory, wrong, lost } = result;
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
  return [
    table.toString(),
    `${result.seconds} s, ${result.callers} callers, ${result.workers} workers: ` +
      `${result.uploadsPerSecond.toFixed(1)} uploads a second, ${result.calls} calls`,
    `${wrong.length} wrong answers, ${lost.length} lost`,
    ...[...new Set(wrong)].slice(0, 5).map((text) => `  ${text}`),
    `memory ${megabytes(memory.firstHalf)}, then ${megabytes(memory.secondHalf)}: ` +
      `${memory.growth >= 0 ? '+' : ''}${(memory.growth * 100).toFixed(1)} %`,
    '',
  ].join('\n');
}

function positive(flag: string, text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new LivePhotoError('invalid_request', `${flag} must be a number above 0, not '${text}'`);
}
