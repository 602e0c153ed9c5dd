/** A database that takes connections and says nothing, as a frozen one does. */
import { createServer, type Socket } from 'node:net';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Budget, budgeted } from '../../budget.ts';
import { createBudget } from '../../hosting/request-budget.ts';
import { newAudit } from '../../testing/records.ts';
import type { Database } from '../database.ts';
import { createAuditChain } from '../kysely/audit-chain.ts';
import { openPostgres } from './postgres.ts';

const sockets = new Set<Socket>();
const frozen = createServer((socket) => {
  sockets.add(socket);
  socket.on('error', () => {});
});
let url: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => frozen.listen(0, '127.0.0.1', resolve));
  const address = frozen.address();
  url = `postgres://nobody@127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/nothing`;
});
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  frozen.close();
});

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
    const calls = callsOf(openPostgres({ url, patience, timeLeft: budget.left }), budget);
    await expect(budget.run(100, (): Promise<unknown> => calls[name]())).rejects.toMatchObject(away);
  },
);

it('refuses at once what a request asks after its budget is spent', async () => {
  const budget = createBudget();
  const calls = callsOf(openPostgres({ url, patience, timeLeft: budget.left }), budget);
  const before = sockets.size;
  await budget.run(0, async () => {
    for (const call of Object.values(calls)) await expect(call()).rejects.toMatchObject(away);
  });
  expect(sockets.size).toBe(before);
});

it('ends by its own patience what is nobody’s request', async () => {
  const { left } = createBudget();
  const database = openPostgres({ url, patience: 50, timeLeft: left });
  await expect(sql`select 1`.execute(database.kysely)).rejects.toMatchObject(away);
});
