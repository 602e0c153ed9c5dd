/** Entries a second that servers in processes of their own add to one audit chain, over a real PostgreSQL. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { LivePhotoError } from '@livephoto/core';
import pg from 'pg';
import { quantile } from 'simple-statistics';
import type { WriterReport } from './chain-main.ts';

export interface ChainRun {
  readonly servers: number;
  readonly entriesPerSecond: number;
  readonly failed: number;
  /** Milliseconds of an entry, its wait included. */
  readonly p50: number;
  readonly p95: number;
}

export interface ChainPlan {
  /** `postgres://…` of a server that lets databases be made; each run has one, dropped at its end. */
  readonly postgres: string;
  readonly servers: readonly number[];
  readonly rounds: number;
  readonly seconds: number;
  /** That ask at once in each server. */
  readonly callers: number;
}

/** @throws {LivePhotoError} `service_unavailable` when PostgreSQL cannot be used so, or a server does not start. */
export async function measureChain(root: URL, plan: ChainPlan): Promise<ChainRun[]> {
  const runs: ChainRun[] = [];
  const main = fileURLToPath(new URL('benchmarks/dist/cost/chain/chain-main.js', root));
  // In turns, as the machine may have more or less else to do from one minute to the next.
  for (let round = 0; round < plan.rounds; round++) {
    for (const servers of plan.servers) {
      runs.push(await withDatabase(plan.postgres, (url) => runServers(main, url, servers, plan)));
    }
  }
  return runs;
}

async function runServers(
  main: string,
  url: string,
  servers: number,
  { seconds, callers }: ChainPlan,
): Promise<ChainRun> {
  const children: ChildProcess[] = [];
  try {
    const writers: ReturnType<typeof startWriter>[] = [];
    for (let i = 0; i < servers; i++) {
      const child = spawn(process.execPath, [main, JSON.stringify({ url, seconds, callers })], {
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      children.push(child);
      writers.push(startWriter(child));
      // The first of them makes the tables.
      await writers[i]!.ready;
    }
    for (const child of children) child.stdin?.write('go\n');
    const reports = await Promise.all(writers.map(({ report }) => report));
    const times = reports.flatMap((report) => report.times);
    return {
      servers,
      entriesPerSecond: times.length / seconds,
      failed: reports.reduce((sum, report) => sum + report.failed, 0),
      p50: quantile(times, 0.5),
      p95: quantile(times, 0.95),
    };
  } finally {
    for (const child of children) child.kill();
  }
}

/** @returns when it is ready, and what it reports: both fail with what it said when it ends before. */
function startWriter(child: ChildProcess) {
  let errors = '';
  child.stderr?.on('data', (chunk) => {
    errors += chunk;
  });
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new LivePhotoError('service_unavailable', `A server ended before it was done: ${errors}`);
    return value as string;
  };
  const ready = next();
  const report = ready.then(next).then((line) => JSON.parse(line) as WriterReport);
  // Whoever waits for the one hears of it by the other.
  report.catch(() => {});
  return { ready, report };
}

/** A database of its own for `work`, dropped at its end. @throws {LivePhotoError} `service_unavailable` when none can be made. */
export async function withDatabase<Result>(
  postgres: string,
  work: (url: string) => Promise<Result>,
): Promise<Result> {
  const name = `livephoto_bench_${process.pid}_${Date.now()}`;
  const admin = new pg.Client({ connectionString: postgres, connectionTimeoutMillis: 10_000 });
  try {
    await admin.connect();
    await admin.query(`create database ${name}`);
  } catch (error) {
    await admin.end().catch(() => {});
    throw new LivePhotoError(
      'service_unavailable',
      `No database can be made at ${new URL(postgres).host} (${(error as Error).message}): name another server or user with --postgres`,
      { cause: error },
    );
  }
  const url = new URL(postgres);
  url.pathname = `/${name}`;
  try {
    return await work(url.href);
  } finally {
    await admin.query(`drop database ${name} with (force)`);
    await admin.end();
  }
}
