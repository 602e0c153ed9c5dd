/** `pnpm bench cost fairness`: what a caller who does nothing wrong waits for beside one who does. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { LivePhotoError } from '@livephoto/core';
import Table from 'cli-table3';
import { Command } from 'commander';
import { quantile } from 'simple-statistics';
import { parseCount } from '../../report/options.ts';
import { createClient } from '../load/callers.ts';
import { type Server, startServer } from '../load/server.ts';
import { type HostileCaller, hostileCallers } from './hostile-callers.ts';

interface Options {
  readonly seconds: number;
  readonly out?: string;
}

/** What the fair caller saw. */
export interface FairRun {
  /** Milliseconds of uploads that were answered 200. */
  readonly times: readonly number[];
  /** Uploads that were not. */
  readonly failed: number;
}

export interface FairnessRow {
  readonly hostile: string;
  /** The hostile caller has a key of its own, and so turns of its own. */
  readonly apart: FairRun;
  /** Both have the same key: nobody can tell them apart, as without turns. */
  readonly together: FairRun;
  readonly answers: Readonly<Record<string, number>>;
}

export interface FairnessResult {
  readonly seconds: number;
  readonly workers: number;
  readonly alone: FairRun;
  readonly rows: readonly FairnessRow[];
}

/** @param root of the workspace. */
export function fairnessCommand(root: URL): Command {
  return new Command('fairness')
    .description('Times one caller’s uploads beside callers that are slow, large or costly on purpose.')
    .option('--seconds <number>', 'how long each', parseCount, 20)
    .option('--out <file>', 'write the figures as JSON too')
    .action(async ({ seconds, out }: Options) => {
      const result = await measureFairness(root, seconds, hostileCallers());
      process.stdout.write(describeFairness(result));
      if (out) await writeFile(out, `${JSON.stringify(result, null, 2)}\n`);
    });
}

export async function measureFairness(
  root: URL,
  seconds: number,
  kinds: readonly HostileCaller[],
): Promise<FairnessResult> {
  const photo = new Uint8Array(await readFile(new URL('samples/selfie.jpg', root)));
  const workers = availableParallelism();
  const measure = async (hostile: HostileCaller | undefined, apart: boolean) => {
    // A server for each: what one attack leaves behind is not the next one's.
    const server = await startServer(root, ['--workers', String(workers)]);
    try {
      const clientId = await createClient(server);
      const end = performance.now() + seconds * 1000;
      const over = () => performance.now() >= end;
      const key = apart ? await anotherKey(root, server) : server.liveKey;
      const attacked = { ...server, liveKey: key };
      const target = hostile && { url: server.url, key, clientId: await createClient(attacked) };
      const attack = target && hostile.run(target, over);
      const run = await uploadFairly(server, clientId, photo, over);
      return { run, answers: Object.fromEntries((await attack) ?? []) };
    } finally {
      await server.stop();
    }
  };
  const alone = (await measure(undefined, false)).run;
  const rows: FairnessRow[] = [];
  for (const hostile of kinds) {
    const apart = await measure(hostile, true);
    const together = await measure(hostile, false);
    rows.push({ hostile: hostile.name, apart: apart.run, together: together.run, answers: apart.answers });
  }
  return { seconds, workers, alone, rows };
}

async function uploadFairly(
  server: Server,
  clientId: string,
  photo: Uint8Array<ArrayBuffer>,
  over: () => boolean,
): Promise<FairRun> {
  const times: number[] = [];
  let failed = 0;
  while (!over()) {
    const start = performance.now();
    try {
      const response = await fetch(`${server.url}/v1/livePhotos?clientId=${clientId}`, {
        method: 'POST',
        headers: { Authorization: server.liveKey, 'Content-Type': 'image/jpeg' },
        body: photo,
      });
      await response.arrayBuffer();
      if (response.status === 200) times.push(performance.now() - start);
      else failed += 1;
    } catch {
      failed += 1;
    }
  }
  return { times, failed };
}

/** @throws {LivePhotoError} when the command makes none. */
async function anotherKey(root: URL, server: Server): Promise<string> {
  const main = fileURLToPath(new URL('packages/cli/dist/main.js', root));
  const { stdout } = await promisify(execFile)(process.execPath, [
    main,
    ...['keys', 'create', '--mode', 'live', '--account', 'hostile', '--data', server.data],
  ]);
  const key = /live_[0-9a-f]+/.exec(stdout)?.[0];
  if (key === undefined) throw new LivePhotoError('service_unavailable', `No key was made: ${stdout}`);
  return key;
}

function describeFairness({ seconds, workers, alone, rows }: FairnessResult): string {
  const table = new Table({
    head: [
      'beside',
      'p95 ms',
      '× alone',
      'not answered 200',
      'of one key: p95 ms',
      '× alone',
      'not 200',
      'hostile answers',
    ],
    style: { head: [] },
  });
  const p95 = ({ times }: FairRun) =>
    times.length > 0 ? quantile([...times], 0.95) : Number.POSITIVE_INFINITY;
  const cells = (run: FairRun) => {
    const time = p95(run);
    return Number.isFinite(time)
      ? [time.toFixed(0), (time / p95(alone)).toFixed(1), `${run.failed} of ${run.failed + run.times.length}`]
      : ['–', '–', `${run.failed} of ${run.failed}`];
  };
  table.push(['nobody', ...cells(alone), '', '', '', '']);
  for (const { hostile, apart, together, answers } of rows) {
    const said = Object.entries(answers).map(([status, count]) => `${status}: ${count}`);
    table.push([hostile, ...cells(apart), ...cells(together), said.join(', ')]);
  }
  return `${table.toString()}\n${seconds} s each, ${workers} workers; one upload of the fair caller at a time\n`;
}
