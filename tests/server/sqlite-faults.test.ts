/** What the database's file does wrong, and that nothing of it is taken for done. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, beforeEach, expect, it } from 'vitest';
import type { Database } from '../../packages/server/src/store/database.ts';
import { loadSqlite, type SqliteHandle } from '../../packages/server/src/store/sqlite/driver.ts';
import { openSqlite } from '../../packages/server/src/store/sqlite/sqlite.ts';
import { prepareFailingFsync } from './harness/faults/failing-fsync.ts';

const folder = await mkdtemp(join(tmpdir(), 'livephoto-sqlite-faults-'));
const { DatabaseSync } = await loadSqlite();
afterAll(() => rm(folder, { recursive: true }));

let count = 0;
let path = '';
beforeEach(() => {
  path = join(folder, `${count++}.db`);
});

const insert = (database: Database, value: string) =>
  sql`insert into t (v) values (${value})`.execute(database.kysely);
const makeTable = (database: Database) => sql`create table t (v text)`.execute(database.kysely);
const other = <Result>(work: (db: SqliteHandle) => Result): Result => {
  const db = new DatabaseSync(path);
  try {
    return work(db);
  } finally {
    db.close();
  }
};
const seenOutside = () =>
  other((db) =>
    db
      .prepare('select v from t')
      .all()
      .map((row) => (row as { v: string }).v),
  );

it('says that the file is busy, keeps the thread free meanwhile, and commits what comes after', async () => {
  const database = openSqlite(path, { patience: 1500 });
  await makeTable(database);
  const holder = new DatabaseSync(path);
  holder.exec('begin immediate');
  let beats = 0;
  const heart = setInterval(() => {
    beats += 1;
  }, 10);
  const start = performance.now();
  const during = await Promise.allSettled(['a', 'b', 'c', 'd'].map((value) => insert(database, value)));
  clearInterval(heart);
  // One after another they would wait four times as long.
  expect(performance.now() - start).toBeLessThan(5500);
  expect(beats).toBeGreaterThan(5);
  for (const result of during) {
    expect(result).toMatchObject({
      status: 'rejected',
      reason: { type: 'service_unavailable', status: 503 },
    });
  }
  holder.exec('rollback');
  holder.close();

  await insert(database, 'after');
  expect(seenOutside()).toEqual(['after']);
  await database.close();
  expect(seenOutside()).toEqual(['after']);
});

it('says that there is no room, leaves nothing of the step, and goes on when there is room again', async () => {
  let room = false;
  let asked = 0;
  const database = openSqlite(path, {
    makeRoom: async () => {
      asked += 1;
      return room;
    },
  });
  await makeTable(database);
  const limit = async () => {
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(database.kysely);
    await sql`pragma max_page_count = ${sql.lit(rows[0]!.page_count + 1)}`.execute(database.kysely);
  };
  const big = 'x'.repeat(20_000);
  const step = () =>
    database.batch({
      small: { compile: () => sql`insert into t (v) values ('small')`.compile(database.kysely) },
      big: { compile: () => sql`insert into t (v) values (${big})`.compile(database.kysely) },
    });
  await limit();
  await expect(step()).rejects.toMatchObject({ type: 'insufficient_storage', status: 507 });
  expect(seenOutside()).toEqual([]);
  expect(asked).toBe(1);

  room = true;
  await limit();
  // A connection that failed is opened anew, and the limit was the old one's.
  await step();
  expect(asked).toBe(2);
  expect(seenOutside()).toEqual(['small', big]);
  await database.close();
});

it('passes on what a statement did wrong, and undoes its step', async () => {
  const database = openSqlite(path);
  await sql`create table t (v text unique)`.execute(database.kysely);
  await insert(database, 'a');
  const step = database.batch({
    fine: { compile: () => sql`insert into t (v) values ('b')`.compile(database.kysely) },
    twice: { compile: () => sql`insert into t (v) values ('a')`.compile(database.kysely) },
  });
  await expect(step).rejects.toThrow('UNIQUE constraint failed: t.v');
  expect(seenOutside()).toEqual(['a']);
  await database.close();
});

it('says that a file cannot be opened', async () => {
  const missing = openSqlite(join(folder, 'nowhere', 'x.db'));
  await expect(makeTable(missing)).rejects.toMatchObject({ type: 'service_unavailable' });
  await missing.close();
});

it('empties the log, and says when a reader keeps it from that', async () => {
  const database = openSqlite(path, { patience: 200 });
  await makeTable(database);
  await insert(database, 'a');
  const reader = new DatabaseSync(path);
  reader.exec('begin');
  reader.prepare('select * from t').all();
  await insert(database, 'b');
  await expect(database.erase()).rejects.toMatchObject({ type: 'service_unavailable' });
  reader.exec('rollback');
  reader.close();
  await database.erase();
  expect(seenOutside()).toEqual(['a', 'b']);
  await database.close();
});

it('leaves nothing of a commit that the disk did not keep, when the process is killed after it', async ({
  skip,
}) => {
  const fsync = prepareFailingFsync();
  if (!fsync) return skip('nothing compiles C here');
  try {
    const main = fileURLToPath(new URL('../dist/server/harness/failing-commit-main.js', import.meta.url));
    const data = join(folder, 'killed');
    const child = spawn(process.execPath, [main], {
      env: { PATH: process.env.PATH, LIVEPHOTO_DATA: data, ...fsync.env, FAILING_FSYNC_ALWAYS: '1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
    });
    const [, signal] = await once(child, 'close');
    expect(signal).toBe('SIGKILL');
    expect(said).toBe('one is kept\nThe disk of the database failed: try again in a moment\n');
    path = join(data, 'livephoto.db');
    const kept = other((db) =>
      db.prepare(`select detail from audit_logs where action = 'client.list'`).all(),
    );
    expect(kept).toEqual([{ detail: 'one' }]);
  } finally {
    fsync.remove();
  }
});
