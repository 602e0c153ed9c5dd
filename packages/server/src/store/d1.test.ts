import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { type D1DatabaseLike, openD1 } from './d1.ts';

/** A binding whose every call fails as D1 fails. */
function failingD1(message: string): D1DatabaseLike {
  const fail = async () => {
    throw new Error(`D1_ERROR: ${message}`, { cause: new Error(message) });
  };
  const statement = { bind: () => statement, all: fail };
  return { prepare: () => statement, batch: fail };
}
const query = sql`select 1`;

describe('D1 that fails', () => {
  it.each([
    'D1 DB is overloaded. Requests queued for too long.',
    'D1 DB is overloaded. Too many requests queued.',
    'D1 DB reset because its code was updated.',
    "D1 DB's isolate exceeded its memory limit and was reset.",
    'D1 DB exceeded its CPU time limit and was reset.',
    'D1 DB storage operation exceeded timeout which caused object to be reset.',
    'Internal error in D1 DB storage caused object to be reset.',
    'Internal error while starting up D1 DB storage caused object to be reset.',
    'Cannot resolve D1 DB due to transient issue on remote node.',
    'Network connection lost.',
  ])('is away for a moment: %s', async (message) => {
    const database = openD1(failingD1(message));
    const away = { type: 'service_unavailable', status: 503 };
    await expect(query.execute(database.kysely)).rejects.toMatchObject(away);
    const compiled = { compile: () => query.compile(database.kysely) };
    await expect(database.batch({ query: compiled })).rejects.toMatchObject(away);
  });

  it.each([
    'Exceeded maximum DB size.',
    "Your account has exceeded D1's maximum account storage limit, please contact Cloudflare to raise your limit.",
  ])('is full: %s', async (message) => {
    const { kysely } = openD1(failingD1(message));
    await expect(query.execute(kysely)).rejects.toMatchObject({ type: 'insufficient_storage', status: 507 });
  });

  it('passes on what a statement did wrong', async () => {
    const { kysely } = openD1(failingD1('UNIQUE constraint failed: audit_logs.seq: SQLITE_CONSTRAINT'));
    await expect(query.execute(kysely)).rejects.toThrow('UNIQUE constraint failed');
    await expect(query.execute(kysely)).rejects.not.toHaveProperty('type');
  });
});
