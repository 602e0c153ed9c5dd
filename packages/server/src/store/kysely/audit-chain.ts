/** The audit log as a hash chain: each entry's hash covers the entry and the hash before it. */
import { LivePhotoError } from '@livephoto/core';
import { type Compilable, type Insertable, type RawBuilder, sql } from 'kysely';
import { sha256, toHex } from '../../encoding.ts';
import { type Batch, type BatchResults, changed, type Database, patience } from '../database.ts';
import { createGroups } from '../groups.ts';
import { type AuditEntry, type AuditHead, defaultAccount } from '../live-photo-store.ts';
import type { AuditLogsTable } from '../schema.ts';
import { createPolledTurns, createTurns } from '../turns.ts';
import { createChainGroups } from './chain-groups.ts';
import { insertWhen } from './conditional-insert.ts';
import { fromAudit, toAudit } from './rows.ts';
import { insertLast, takeChain } from './shared-chain.ts';

/** Makes the query that adds the entry when `condition` holds; always when there is none. */
export type AddEntry = (condition?: RawBuilder<unknown>) => Compilable;

/** A step that adds an entry under the name `audit`. */
export type AuditedStep = Batch & { readonly audit: Compilable };

export interface AuditChain {
  /**
   * Runs a step that adds `entry` to the chain.
   * @param step is called again when another process was quicker.
   */
  append<Step extends AuditedStep>(
    entry: AuditEntry,
    step: (add: AddEntry) => Step,
  ): Promise<BatchResults<Step>>;
  /** Adds an entry by itself; those that wait together are added together. */
  add(entry: AuditEntry): Promise<void>;
  head(): Promise<AuditHead | undefined>;
  /** Of the entries that have no place in the chain, in the order of their times. */
  digestUnchained(): Promise<{ readonly count: number; readonly digest: string }>;
}

/** What stands before the first entry. */
const origin: AuditHead = { seq: 0, hash: '0'.repeat(64) };

/** Other processes that may be quicker before an append is given up. */
const attempts = 50;
const pageSize = 1000;
/** Entries that are added at once: D1 takes 100 parameters a statement, and an entry has 12. */
const groupSize = 8;

/** @returns the entry's own hash, hex. */
export async function linkHash(previous: AuditHead, entry: AuditEntry): Promise<string> {
  return toHex(await sha256(JSON.stringify([previous.seq + 1, previous.hash, ...fields(entry)])));
}

/** What {@link linkHash} covers of the entry itself. */
function hashedPart(entry: AuditEntry): string {
  return JSON.stringify(fields(entry)).slice(1, -1);
}

export function createAuditChain(database: Database): AuditChain {
  const { kysely: db, turnPatience = patience.turn, isolatedCalls = false } = database;
  /** Many servers write one chain: the database gives the turns, and knows the end. */
  const isShared = database.dialect === 'postgres';
  const onLate = () =>
    new LivePhotoError('service_unavailable', 'The audit log is busy: try again in a moment');
  const turns = (isolatedCalls ? createPolledTurns : createTurns)(onLate);
  /** Milliseconds that one waits for its turn at most, and for its answer. */
  const patienceOfOne = () => {
    const timeLeft = database.timeLeft?.() ?? Number.POSITIVE_INFINITY;
    return {
      turn: Math.min(turnPatience, timeLeft),
      answer: Math.min(turnPatience + patience.call, timeLeft),
    };
  };
  let known: AuditHead | undefined;

  const lastLink = db
    .selectFrom('audit_logs')
    .select(['seq', 'hash'])
    .where('seq', 'is not', null)
    .orderBy('seq', 'desc')
    .limit(1);
  const toHead = (row: { readonly seq?: unknown; readonly hash?: unknown } | undefined) =>
    row && { seq: Number(row.seq), hash: String(row.hash ?? '') };
  const head = async () => toHead(await lastLink.executeTakeFirst());

  const digestUnchained = async () => {
    let digest = '';
    let count = 0;
    let last = { created_at: '', id: '' };
    for (;;) {
      const rows = await db
        .selectFrom('audit_logs')
        .selectAll()
        .where('seq', 'is', null)
        .where(({ eb, or, and }) =>
          or([
            eb('created_at', '>', last.created_at),
            and([eb('created_at', '=', last.created_at), eb('id', '>', last.id)]),
          ]),
        )
        .orderBy('created_at')
        .orderBy('id')
        .limit(pageSize)
        .execute();
      for (const row of rows) {
        digest = toHex(await sha256(JSON.stringify([digest, ...fields(toAudit(row))])));
        last = row;
      }
      count += rows.length;
      if (rows.length < pageSize) return { count, digest };
    }
  };

  /** Adds an entry in a step that holds the turn of all servers. */
  const insertShared =
    (entry: AuditEntry): AddEntry =>
    (condition = sql`1 = 1`) =>
      insertLast(db, fromAudit(entry), hashedPart(entry), origin.hash, condition);

  const insertLink = async (previous: AuditHead, entry: AuditEntry) => {
    const link = { seq: previous.seq + 1, hash: await linkHash(previous, entry) };
    const add: AddEntry = (condition = sql`1 = 1`) =>
      insertWhen(db, 'audit_logs', { ...fromAudit(entry), ...link }, condition);
    return { link, add };
  };

  /** The chain begins with what was written before there was one. */
  const begin = async (entry: AuditEntry, milliseconds: number | undefined): Promise<AuditHead> => {
    const { count, digest } = await digestUnchained();
    const first: AuditEntry = {
      ...entry,
      id: `${entry.id}-begin`,
      account: '',
      mode: 'server',
      keyId: '',
      action: 'audit.begin',
      clientId: null,
      livePhotoId: null,
      detail: beginning(count, digest),
    };
    const { link, add } = await insertLink(origin, first);
    await database.batch({ audit: add() }, milliseconds);
    return link;
  };

  /**
   * Does work at the end of the chain, and does it anew as often as another process was quicker.
   * @param milliseconds for all of it, the look for the end included, and handed on as what is left; what the database allows
   *   each call when left out.
   */
  const inTurn = async <Result>(
    first: AuditEntry,
    work: (last: AuditHead, milliseconds: number | undefined) => Promise<Result>,
    milliseconds?: number,
  ): Promise<Result> => {
    const end = milliseconds === undefined ? undefined : performance.now() + milliseconds;
    const left = () => (end === undefined ? undefined : Math.max(1, end - performance.now()));
    for (let attempt = 1; ; attempt++) {
      try {
        known ??=
          (end === undefined
            ? await head()
            : toHead((await database.batch({ end: lastLink }, left())).end.rows[0])) ??
          (await begin(first, left()));
        return await work(known, left());
      } catch (error) {
        // Whatever failed, another process may have gone on meanwhile: what is shared looks for the end in its very step.
        if (!isShared) known = undefined;
        if (!isTaken(error) || attempt === attempts) throw error;
      }
    }
  };

  /** Entries that stand for themselves, in the turns of this process. */
  const addTogether = createGroups<AuditEntry, void>({
    size: groupSize,
    patience: patienceOfOne,
    takeTurn: turns.take,
    async serve(entries, milliseconds) {
      const add = async (last: AuditHead, left: number | undefined) => {
        const rows: Insertable<AuditLogsTable>[] = [];
        for (const entry of entries) {
          const hash = await linkHash(last, entry);
          last = { seq: last.seq + 1, hash };
          rows.push({ ...fromAudit(entry), ...last });
        }
        await database.batch({ audit: db.insertInto('audit_logs').values(rows) }, left);
        known = last;
      };
      await inTurn(entries[0]!, add, milliseconds);
      return entries.map(() => ({ status: 'fulfilled', value: undefined }));
    },
    onLate,
  });

  const runShared = createChainGroups({
    patience: patienceOfOne,
    runInTurn: (first, queries, milliseconds) =>
      inTurn(first, (_, left) => database.batch({ turn: takeChain(db), ...queries }, left), milliseconds),
    onLate,
  });

  const append: AuditChain['append'] = async <Step extends AuditedStep>(
    entry: AuditEntry,
    step: (add: AddEntry) => Step,
  ) => {
    if (isShared) {
      // No connection is opened for a request that may not wait any more.
      if (patienceOfOne().turn <= 0) throw onLate();
      const queries = step(insertShared(entry));
      return (await runShared({ entry, queries })) as BatchResults<Step>;
    }
    const end = await turns.take(patienceOfOne().turn);
    try {
      return await inTurn(entry, async (last) => {
        const { link, add } = await insertLink(last, entry);
        const results = await database.batch(step(add));
        if (changed(results.audit) === 1) known = link;
        return results;
      });
    } finally {
      end();
    }
  };

  return {
    head,
    digestUnchained,
    append,
    async add(entry) {
      if (isolatedCalls || isShared) {
        await append(entry, (add) => ({ audit: add() }));
        return;
      }
      await addTogether(entry);
    },
  };
}

/** What the first entry says of those before it. */
export function beginning(count: number, digest: string): string {
  return `after ${count} entries without a chain${digest ? `, SHA-256 ${digest}` : ''}`;
}

function fields(entry: AuditEntry): readonly (string | null)[] {
  const { id, account, mode, keyId, action, clientId, livePhotoId, requestId, detail, createdAt } = entry;
  const named = [id, mode, keyId, action, clientId, livePhotoId, requestId, detail ?? null, createdAt];
  // Entries from before there were accounts have none in their hashes, and all are the first account's now.
  return account === defaultAccount ? named : [...named, account];
}

/** Whether another process took the place in the chain: each database says so in its own way. */
function isTaken(error: unknown): boolean {
  const { message = '', constraint } = error as { message?: string; constraint?: string };
  return constraint === 'audit_logs_chain' || /UNIQUE constraint failed: audit_logs\.seq/.test(message);
}
