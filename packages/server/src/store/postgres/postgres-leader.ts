/** The leader of all servers over one PostgreSQL: whoever holds an advisory lock, for as long as its connection lives. */
import pg from 'pg';
import { patience } from '../database.ts';
import type { Leader } from '../leader.ts';

/** Any number, the same in every server; the second one tells the locks apart. */
const family = 0x11fe;
const leadership = 1;

/** Milliseconds that one server may wait for another's work. */
const waitForOthers = 60_000;

/**
 * @param url of the database.
 * @param onError told of a connection that broke: the lock goes with it, and another server may have it.
 */
export function createPostgresLeader(url: string, onError: (error: Error) => void): Leader {
  let holder: pg.Client | undefined;

  const connect = async (statementTimeout: number) => {
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: patience.call,
      statement_timeout: statementTimeout,
      query_timeout: statementTimeout,
      keepAlive: true,
    });
    client.on('error', (error) => {
      if (holder === client) holder = undefined;
      onError(error);
    });
    await client.connect();
    return client;
  };
  const end = (client: pg.Client) => client.end().catch(() => {});
  const step = async (): Promise<boolean> => {
    if (holder) {
      // A connection that is gone without a word has lost the lock as well.
      await holder.query('select 1');
      return true;
    }
    const client = await connect(patience.call);
    const { rows } = await client.query('select pg_try_advisory_lock($1, $2) as held', [family, leadership]);
    if (!rows[0]?.held) {
      await end(client);
      return false;
    }
    holder = client;
    return true;
  };

  let asking: Promise<boolean> | undefined;
  return {
    isLeader() {
      asking ??= step()
        .catch((error: Error) => {
          const lost = holder;
          holder = undefined;
          if (lost) void end(lost);
          onError(error);
          return false;
        })
        .finally(() => {
          asking = undefined;
        });
      return asking;
    },

    async alone(name, work) {
      const client = await connect(waitForOthers);
      try {
        await client.query('select pg_advisory_lock($1, hashtext($2))', [family, name]);
        return await work();
      } finally {
        await end(client);
      }
    },

    async close() {
      await asking;
      const held = holder;
      holder = undefined;
      if (held) await end(held);
    },
  };
}
