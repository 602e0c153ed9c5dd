/**
 * Injects faults into the disk, the database, the bucket and the clock of a server under load, kills it, and holds every
 * answer against what is stored: again and again.
 */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createNodeInspectorPool } from '@livephoto/worker-runtime/node-pool';
import { loadSqlite } from '../../../../packages/server/src/store/sqlite/driver.ts';
import { readSample } from '../server.ts';
import { type ServerProcess, startServerProcess } from '../server-process.ts';
import { type Deed, openAccount } from './account.ts';
import type { FailingFsync } from './failing-fsync.ts';
import { family, limitFileSize, signal } from './processes.ts';
import type { SmallDisk } from './small-disk.ts';
import type { TcpSwitch } from './tcp-switch.ts';

export interface FaultTargets {
  /** Of the server: where it stores. */
  readonly env: Record<string, string>;
  /** The data folder, when the database is SQLite. */
  readonly sqlite?: string;
  /** The disk that the data folder lies on. */
  readonly disk?: SmallDisk | undefined;
  /** What lets SQLite's own fsync fail. */
  readonly fsync?: FailingFsync | undefined;
  /** The pid of PostgreSQL. */
  readonly postgres?: number;
  /** Before the bucket. */
  readonly bucket?: TcpSwitch;
}

export interface FaultReport {
  /** How many of each kind were injected, kills among them. */
  readonly injected: Readonly<Record<string, number>>;
  readonly total: number;
  readonly answers: Readonly<Record<string, number>>;
  readonly lost: readonly string[];
  readonly left: readonly string[];
  readonly orphans: readonly string[];
  /** 503 and 507 without Retry-After. */
  readonly impolite: readonly string[];
  /** Milliseconds of the slowest answer 503 or 507 to anything but an upload. */
  readonly slowestError: number;
  /** The slowest of them, by what was asked, and how long this process did not come to listen meanwhile. */
  readonly slowest: readonly string[];
  /** Answers 500, calls without an answer while the server ran, and what it logged that no fault explains. */
  readonly errors: readonly string[];
}

/** @returns whether it could be injected. */
type Fault = (server: ServerProcess) => Promise<boolean>;

const between = (from: number, to: number) => from + Math.random() * (to - from);
const pick = <Item>(items: readonly Item[]): Item | undefined =>
  items[Math.floor(Math.random() * items.length)];

/** What can be done to the targets, by name; each ends with the fault healed. */
async function faultsOf({
  sqlite,
  disk,
  fsync,
  postgres,
  bucket,
}: FaultTargets): Promise<Record<string, Fault>> {
  const faults: Record<string, Fault> = {
    async 'clock leaps 400 days'({ pid }) {
      signal([pid], 'SIGUSR2');
      await sleep(between(300, 1200));
      signal([pid], 'SIGUSR2');
      return true;
    },
  };
  if (sqlite) {
    const { DatabaseSync } = await loadSqlite();
    faults['BUSY: another process holds the lock'] = async () => {
      const db = new DatabaseSync(join(sqlite, 'livephoto.db'));
      try {
        db.exec('pragma busy_timeout = 2000');
        db.exec('begin immediate');
        await sleep(Math.random() < 0.2 ? between(3000, 4500) : between(100, 600));
        db.exec('rollback');
        return true;
      } catch {
        // The server held it all the time.
        return false;
      } finally {
        db.close();
      }
    };
    faults['IOERR after a short write'] = async ({ pid }) => {
      const largest = Math.max(
        ...readdirSync(sqlite)
          .filter((name) => name.startsWith('livephoto.db'))
          .map((name) => statSync(join(sqlite, name)).size),
      );
      limitFileSize(pid, Math.floor(Math.random() < 0.5 ? between(1, 65_536) : largest + between(1, 16_384)));
      await sleep(between(100, 600));
      limitFileSize(pid, 'unlimited');
      return true;
    };
  }
  if (fsync) {
    faults['EIO: fsync of the database'] = async () => {
      fsync.start();
      await sleep(between(100, 800));
      fsync.end();
      return true;
    };
  }
  if (!bucket) {
    faults['EIO: fsync of pictures and folders'] = async ({ pid }) => {
      signal([pid], 'SIGHUP');
      await sleep(between(100, 800));
      signal([pid], 'SIGHUP');
      return true;
    };
  }
  if (disk) {
    faults['FULL: no byte free'] = async () => {
      disk.fill();
      await sleep(between(100, 600));
      disk.empty();
      return true;
    };
    faults['read-only folder'] = async ({ pid }) => {
      if (!disk.lock(sqlite!)) return false;
      // What was open is opened anew, and finds a folder that may not be written.
      limitFileSize(pid, 1);
      await sleep(between(50, 200));
      limitFileSize(pid, 'unlimited');
      await sleep(between(50, 300));
      disk.unlock(sqlite!);
      return true;
    };
  }
  if (postgres) {
    faults['PostgreSQL frozen'] = async () => {
      const all = family(postgres);
      signal(all, 'SIGSTOP');
      await sleep(Math.random() < 0.3 ? between(3500, 6000) : between(100, 1000));
      // Those it had made meanwhile as well.
      signal([...all, ...family(postgres)], 'SIGCONT');
      return true;
    };
    faults['PostgreSQL killed'] = async () => {
      const victim = pick(family(postgres).slice(1));
      if (victim === undefined) return false;
      signal([victim], 'SIGKILL');
      await sleep(between(300, 1000));
      return true;
    };
  }
  if (bucket) {
    faults['S3 refuses'] = async () => {
      bucket.set('refused');
      await sleep(between(100, 600));
      bucket.set('open');
      return true;
    };
    faults['S3 hangs'] = async () => {
      bucket.set('hanging');
      await sleep(between(200, 2500));
      bucket.set('open');
      return true;
    };
  }
  return faults;
}

/** @param wanted faults in all; each life of the server gets five, and a kill. */
export async function runFaultRounds(wanted: number, targets: FaultTargets): Promise<FaultReport> {
  const env = {
    LIVEPHOTO_PORT: '0',
    LIVEPHOTO_WORKERS: '1',
    LIVEPHOTO_QUEUE: '64',
    LIVEPHOTO_STUDIO: 'off',
    LIVEPHOTO_RATE_LIVE: '1000000',
    LIVEPHOTO_STORE_TIMEOUT: '5',
    LIVEPHOTO_SWEEP_INTERVAL: '0.5',
    LIVEPHOTO_RETENTION_DAYS: '30',
    LIVEPHOTO_RETENTION_SHARE: '100',
    LIVEPHOTO_DISK_RESERVE: '1',
    ...targets.fsync?.env,
    ...targets.env,
  };
  const faults = await faultsOf(targets);
  const names = Object.keys(faults);
  // In a thread of its own: the bucket and its switch are in this one.
  const inspector = await createNodeInspectorPool({ size: 1, queueLimit: 1000 });
  const images = await Promise.all(['selfie.jpg', 'exif-1.jpg', 'exif-3.jpg'].map(readSample));
  const account = openAccount();
  const injected: Record<string, number> = {};
  const lost: string[] = [];
  const left: string[] = [];
  const errors: string[] = [];
  let total = 0;
  let key = '';
  const count = (name: string) => {
    injected[name] = (injected[name] ?? 0) + 1;
    total += 1;
  };

  const act = async (url: string, isOver: () => boolean, deeds: readonly Deed[]) => {
    while (!isOver()) {
      const deed = pick(deeds)!;
      const stored = [...account.photos].filter(([, { state }]) => state === 'stored').map(([id]) => id);
      const clients = [...account.clients].filter(([, state]) => state === 'there').map(([id]) => id);
      const client = pick(clients);
      let answered: number | 'no answer' | undefined;
      if (deed === 'client.create') {
        if (clients.length < 6) answered = await account.call(url, key, deed, '');
      } else if (deed === 'client.delete') {
        if (client && clients.length > 4) answered = await account.call(url, key, deed, client);
      } else if (deed === 'token.create') {
        if (client) answered = await account.call(url, key, deed, client);
      } else if (deed === 'livePhoto.create') {
        if (client && stored.length < 40)
          answered = await account.call(url, key, deed, client, pick(images)!);
      } else if (stored.length > 1) {
        answered = await account.call(url, key, deed, pick(stored)!);
      }
      if (answered === 'no answer' && !isOver()) {
        errors.push(`${deed} got no answer while the server ran (${account.silence()})`);
        return;
      }
      if (answered === 500) errors.push(`${deed} was answered 500`);
      if (answered === undefined) await sleep(10);
    }
  };

  while (total < wanted) {
    const server = await patiently(() => startServerProcess(env, inspector));
    key ||= server.newKeys[1]!;
    let over = false;
    const isOver = () => over;
    if (account.clients.size === 0) await account.call(server.url, key, 'client.create', '');
    const reading = ['livePhoto.read', 'livePhoto.download', 'token.create'] as const;
    const callers = [
      act(server.url, isOver, ['livePhoto.create']),
      act(server.url, isOver, ['livePhoto.create', 'client.create']),
      act(server.url, isOver, reading),
      act(server.url, isOver, [...reading, 'livePhoto.redact']),
      act(server.url, isOver, [
        ...Array<Deed>(8).fill('livePhoto.delete'),
        ...Array<Deed>(24).fill('livePhoto.read'),
        'client.delete',
        'client.create',
      ]),
    ];
    await sleep(between(100, 400));
    for (let i = 0; i < 5 && total < wanted; i++) {
      const name = pick(names)!;
      if (await faults[name]!(server)) count(name);
      await sleep(between(50, 400));
    }
    over = true;
    await server.kill();
    count('kill -9');
    await Promise.all(callers);
    errors.push(
      ...server.errors().filter((line) => !/disk|could not be stored|sweep failed|clock|reserve/.test(line)),
    );
    const found = await patiently(() => account.settle(env));
    lost.push(...found.lost);
    left.push(...found.left);
  }

  const server = await patiently(() => startServerProcess(env, inspector));
  await sleep(8000);
  await server.terminate();
  await inspector.close();
  return {
    injected,
    total,
    answers: Object.fromEntries([...account.statuses].sort()),
    lost,
    left,
    orphans: await account.orphans(env),
    impolite: account.impolite,
    slowestError: account.slowest()[0]?.ms ?? 0,
    slowest: account.slowest().map(({ ms, what, late }) => `${what}: ${ms} ms, ${late} of them not listened`),
    errors,
  };
}

/** PostgreSQL may be starting again: then a moment later. */
async function patiently<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === 300) throw error;
      await sleep(500);
    }
  }
}
