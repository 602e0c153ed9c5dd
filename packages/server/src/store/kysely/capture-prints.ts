/** Prints of captures' frames in SQL: sealed with the client's key, and found by keyed hashes alone. */
import { sql } from 'kysely';
import type { Vault } from '../../vault/vault.ts';
import type { CapturePrintStore } from '../capture-prints.ts';
import type { Batch, Database } from '../database.ts';
import { clientTextKey } from './client-texts.ts';
import { insertWhen } from './conditional-insert.ts';
import { ownedBy } from './owned-by.ts';

/** What sealed prints belong to. */
const printsOf = (tryId: string) => `captureTry/${tryId}/prints`;

/** Parameters that a query may have on every database, with something to spare: D1 takes a hundred. */
const maxTokens = 80;
/** Captures that are looked at, those that share the most first: a frame of another face shares one in some millions. */
const maxFound = 16;

export function capturePrintQueries(database: Database, vault: Vault): CapturePrintStore {
  const { kysely: db, batch } = database;
  return {
    async keepPrints({ tryId, clientId, tokens, prints, expiresAt, ...owner }) {
      const key = await clientTextKey(database, vault, { id: clientId, owner });
      if (!key) return;
      const sealed = await key.seal(prints, printsOf(tryId));
      const rows = sql.join(
        [...new Set(tokens)].slice(0, maxTokens).map((token) => sql`(cast(${token} as text))`),
      );
      await batch({
        ...printsOfTries(database, sql`select cast(${tryId} as text)`),
        prints: insertWhen(
          db,
          'capture_prints',
          {
            try_id: tryId,
            account: owner.account,
            mode: owner.mode,
            client_id: clientId,
            prints: sealed,
            expires_at: expiresAt,
          },
          sql`exists (select 1 from clients where id = ${clientId} and ${ownedBy(owner)})`,
        ),
        tokens:
          tokens.length === 0
            ? undefined
            : {
                compile: () =>
                  sql`insert into capture_print_tokens (token, try_id)
                    select given.column1, capture_prints.try_id from (values ${rows}) as given, capture_prints
                    where capture_prints.try_id = ${tryId}`.compile(db),
              },
      });
    },

    async findPrints(owner, tokens, { exceptTry, now }) {
      const shared = new Map<string, { clientId: string; prints: string; count: number }>();
      const wanted = [...new Set(tokens)];
      for (let from = 0; from < wanted.length; from += maxTokens) {
        const rows = await db
          .selectFrom('capture_print_tokens')
          .innerJoin('capture_prints', 'capture_prints.try_id', 'capture_print_tokens.try_id')
          .select(['capture_prints.try_id', 'client_id', 'prints'])
          .select(({ fn }) => fn.countAll().as('count'))
          .where('token', 'in', wanted.slice(from, from + maxTokens))
          .where('capture_prints.try_id', '!=', exceptTry)
          .where('expires_at', '>', now)
          .where(ownedBy(owner))
          .groupBy(['capture_prints.try_id', 'client_id', 'prints'])
          .orderBy('count', 'desc')
          .limit(maxFound)
          .execute();
        for (const { try_id, client_id, prints, count } of rows) {
          const before = shared.get(try_id)?.count ?? 0;
          shared.set(try_id, { clientId: client_id, prints, count: before + Number(count) });
        }
      }
      const most = [...shared].sort(([, a], [, b]) => b.count - a.count).slice(0, maxFound);
      const found: string[] = [];
      for (const [tryId, { clientId, prints }] of most) {
        const key = await clientTextKey(database, vault, { id: clientId, owner });
        // Deleted meanwhile.
        if (key) found.push(await key.open(prints, printsOf(tryId)));
      }
      return found;
    },

    async forgetPrints(now) {
      await batch(printsOfTries(database, sql`select try_id from capture_prints where expires_at <= ${now}`));
    },
  };
}

/** Takes away what is kept of a client's captures, for the batch that deletes it. */
export function printsOfClient(database: Database, clientId: string): Batch {
  return printsOfTries(database, sql`select try_id from capture_prints where client_id = ${clientId}`);
}

/** The hashes first: they are found by the prints. */
function printsOfTries({ kysely: db }: Database, tries: ReturnType<typeof sql>): Batch {
  return {
    oldTokens: {
      compile: () => sql`delete from capture_print_tokens where try_id in (${tries})`.compile(db),
    },
    oldPrints: { compile: () => sql`delete from capture_prints where try_id in (${tries})`.compile(db) },
  };
}
