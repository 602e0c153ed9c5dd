/** A database that takes connections and says nothing, as a frozen one does. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Budget, budgeted } from '../../budget.ts';
import { createBudget } from '../../hosting/request-budget.ts';
import { newAudit } from '../../testing/records.ts';
import type { Database } from '../database.ts';
import { createAuditChain } from '../kysely/audit-chain.ts';
import { openPostgres } from './postgres.ts';

/** A server of its own, as a connection that an earlier test gave up may still come in. */
async function freeze() {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `postgres://nobody@127.0.0.1:${(server.address() as AddressInfo).port}/nothing`,
    sockets,
    /** Comes in once. */
    async knock() {
      const came = once(server, 'connection');
      connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => {});
      await came;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

let frozen: Awaited<ReturnType<typeof freeze>>;
beforeEach(async () => {
  frozen = await freeze();
});
afterEach(() => frozen.close());

/** Far more than any test may take: what ends sooner was ended by the budget. */
const patience = 120_000;
const away = { type: 'service_unavailable', status: 503 };

/** Calls of a database as a server's stores make them: each a wait that its request's budget counts. */
function callsOf(database: Database, budget: Budget) {
  const chain = createAuditChain({ ...database, turnPatience: patience });
  return budgeted(
    {
      query: () => sql`select 1`.execute(database.kysely),
      step: () => database.batch({ one: sql`select 1` as never }),
      append: () => chain.append(newAudit('client.list', { mode: 'live' }), (add) => ({ audit: add() })),
    },
    budget,
  );
}

it.each(['query', 'step', 'append'] as const)(
  'ends a %s by the budget of the request that makes it',
  async (name) => {
    const budget = createBudget();
    const calls = callsOf(openPostgres({ url: frozen.url, patience, timeLeft: budget.left }), budget);
    await expect(budget.run(100, (): Promise<unknown> => calls[name]())).rejects.toMatchObject(away);
  },
);

it('refuses at once what a request asks after its budget is spent', async () => {
  const budget = createBudget();
  const calls = callsOf(openPostgres({ url: frozen.url, patience, timeLeft: budget.left }), budget);
  await budget.run(0, async () => {
    for (const call of Object.values(calls)) await expect(call()).rejects.toMatchObject(away);
  });
  // What was opened before this one has come in before it.
  await frozen.knock();
  expect(frozen.sockets.size).toBe(1);
});

it('ends by its own patience what is nobody’s request', async () => {
  const { left } = createBudget();
  const database = openPostgres({ url: frozen.url, patience: 50, timeLeft: left });
  await expect(sql`select 1`.execute(database.kysely)).rejects.toMatchObject(away);
});
