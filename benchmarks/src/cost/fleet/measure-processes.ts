/** Uploads a second of one, two and three servers in processes of their own on this machine, and what a prediction needs to know. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { createNodeInspectorPool } from '@livephoto/worker-runtime/node-pool';
import { median } from 'simple-statistics';
import { measureChain, withDatabase } from '../chain/measure-chain.ts';
import { createClient } from '../load/callers.ts';
import { type Server, startServer } from '../load/server.ts';
import { startBucket } from './bucket.ts';
import type { UploadCost } from './predict-throughput.ts';

export interface ProcessRun {
  readonly round: number;
  readonly processes: number;
  readonly uploadsPerSecond: number;
}

export interface ProcessMeasures {
  /** Milliseconds of each upload while nothing else is under way. */
  readonly serviceTimes: readonly number[];
  readonly cost: UploadCost;
  /** Milliseconds of each further entry in a turn at the audit chain; undefined where it was not measured. */
  readonly chainEntryTime: number | undefined;
  readonly runs: readonly ProcessRun[];
}

export interface ProcessPlan {
  readonly rounds: number;
  readonly seconds: number;
  /** Processes at most. */
  readonly most: number;
  /** Callers of each process, who ask again as soon as they are answered. */
  readonly callers: number;
  /** A server where databases may be made: the processes share one, and a bucket. Each has SQLite and files of its own when left out. */
  readonly postgres?: string | undefined;
}

/** What is measured apart from the servers, so that it predicts them: workers beside each other, and the chain alone. */
export async function measureProcesses(root: URL, plan: ProcessPlan): Promise<ProcessMeasures> {
  const photo = new Uint8Array(await readFile(new URL('samples/selfie.jpg', root)));
  const workers = await measureWorkers(photo, plan);
  const chain = plan.postgres ? await measureTurns(root, plan.postgres, plan) : undefined;
  const servers = await withStores(plan.postgres, (env) => measureServers(root, env, photo, plan));
  return {
    serviceTimes: servers.serviceTimes,
    cost: {
      ...workers,
      alone: median([...servers.serviceTimes]),
      mainThread: servers.mainThread,
      cpu: servers.cpu,
      chainTime: chain?.chainTime ?? 0,
    },
    chainEntryTime: chain?.chainEntryTime,
    runs: servers.runs,
  };
}

/** Inspections alone, one at a time and two, in turns. */
async function measureWorkers(
  photo: Uint8Array,
  { rounds, seconds }: ProcessPlan,
): Promise<Pick<UploadCost, 'inspection' | 'contention'>> {
  const pool = await createNodeInspectorPool({ size: 2 });
  try {
    const rate = async (atOnce: number, duration: number) => {
      const start = performance.now();
      let done = 0;
      const caller = async () => {
        while (performance.now() - start < duration) {
          await pool.inspect(photo);
          done += 1;
        }
      };
      await Promise.all(Array.from({ length: atOnce }, caller));
      return done / (performance.now() - start);
    };
    await rate(2, 1000);
    const [ones, twos]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      ones.push(await rate(1, (seconds * 1000) / 2));
      twos.push(await rate(2, (seconds * 1000) / 2));
    }
    const contention = Math.max(0, (2 * median(ones)) / median(twos) - 1);
    return { inspection: 1 / median(ones), contention };
  } finally {
    await pool.close();
  }
}

/** Entries of one turn at most, as the server has it. */
const mostInTurn = 16;

/** The chain of one server that asks for one entry after the other, and of one where a whole turn's entries always wait. */
async function measureTurns(root: URL, postgres: string, { rounds, seconds }: ProcessPlan) {
  const rate = async (callers: number) => {
    const runs = await measureChain(root, {
      postgres,
      servers: [1],
      rounds,
      seconds: Math.max(1, seconds / 4),
      callers,
    });
    return median(runs.map(({ entriesPerSecond }) => entriesPerSecond));
  };
  const chainTime = 1000 / (await rate(1));
  const whole = (mostInTurn * 1000) / (await rate(2 * mostInTurn));
  return { chainTime, chainEntryTime: Math.max(0, (whole - chainTime) / (mostInTurn - 1)) };
}

/** @returns what `work` does with the variables of servers that share a database and a bucket. */
async function withStores<Result>(
  postgres: string | undefined,
  work: (env: Readonly<Record<string, string>>) => Promise<Result>,
): Promise<Result> {
  if (!postgres) return work({});
  const bucket = await startBucket();
  try {
    return await withDatabase(postgres, (url) =>
      work({
        LIVEPHOTO_DATABASE_URL: url,
        LIVEPHOTO_MASTER_KEY: Buffer.alloc(32, 1).toString('base64'),
        ...bucket.env,
      }),
    );
  } finally {
    await bucket.stop();
  }
}

/** Each process has one worker. */
async function measureServers(
  root: URL,
  env: Readonly<Record<string, string>>,
  photo: Uint8Array<ArrayBuffer>,
  { rounds, seconds, most, callers }: ProcessPlan,
) {
  const servers: { readonly server: Server; readonly clientId: string }[] = [];
  const upload = async ({ server, clientId }: (typeof servers)[number]) => {
    const start = performance.now();
    const response = await fetch(`${server.url}/v1/livePhotos?clientId=${clientId}`, {
      method: 'POST',
      headers: { Authorization: server.liveKey, 'Content-Type': 'image/jpeg' },
      body: photo,
    });
    await response.arrayBuffer();
    if (response.status !== 200) throw new Error(`An upload was answered ${response.status}`);
    return performance.now() - start;
  };
  try {
    for (let i = 0; i < most; i++) {
      // Whoever shares the first one's database has its key.
      const liveKey = env.LIVEPHOTO_DATABASE_URL ? servers[0]?.server.liveKey : undefined;
      const server = await startServer(root, ['--workers', '1'], { env, liveKey });
      servers.push({ server, clientId: await createClient(server) });
    }
    // The code is warm before anything counts.
    for (const each of servers) for (let i = 0; i < 5; i++) await upload(each);
    const serviceTimes: number[] = [];
    const runs: ProcessRun[] = [];
    let [busy, main] = [0, 0];
    for (let round = 0; round < rounds; round++) {
      // Alone and together in turns, as the machine may have more or less else to do from one minute to the next.
      const until = performance.now() + (seconds * 1000) / 2;
      const { server } = servers[0]!;
      const [before, mainBefore] = [busyTime(), mainThreadTime(server.pid)];
      while (performance.now() < until) serviceTimes.push(await upload(servers[0]!));
      busy += busyTime() - before;
      main += mainThreadTime(server.pid) - mainBefore;
      for (let processes = 1; processes <= most; processes++) {
        const start = performance.now();
        const end = start + seconds * 1000;
        let done = 0;
        const call = async (each: (typeof servers)[number]) => {
          while (performance.now() < end) {
            await upload(each);
            done += 1;
          }
        };
        await Promise.all(
          servers.slice(0, processes).flatMap((each) => Array.from({ length: callers }, () => call(each))),
        );
        runs.push({ round, processes, uploadsPerSecond: (done * 1000) / (performance.now() - start) });
      }
    }
    const { length } = serviceTimes;
    return { serviceTimes, runs, cpu: busy / length, mainThread: main / length };
  } finally {
    await Promise.all(servers.map(({ server }) => server.stop()));
  }
}

/** Milliseconds that all cores of the machine were busy since it started, whoever kept them so. */
function busyTime(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
}

/** Milliseconds that the main thread of a process has worked, by Linux's scheduler; elsewhere it is not known, and taken for 0. */
function mainThreadTime(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return 0;
  }
}
