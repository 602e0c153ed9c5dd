/** Budgets that follow a request through everything it awaits: by `AsyncLocalStorage`, which Node, Bun and Deno have. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Budget } from '../budget.ts';

interface Account {
  readonly granted: number;
  /** Milliseconds of the waits that are over. */
  spent: number;
  /** Waits under way, and the moment at which the first of them began. */
  waits: number;
  since: number;
  /** The request is answered: what it left behind is nobody's. */
  closed: boolean;
}

/** @param now milliseconds, which never go back. */
export function createBudget(now: () => number = () => performance.now()): Budget {
  const accounts = new AsyncLocalStorage<Account | undefined>();
  const open = () => {
    const account = accounts.getStore();
    return account?.closed ? undefined : account;
  };
  return {
    async run(milliseconds, work) {
      const account: Account = { granted: milliseconds, spent: 0, waits: 0, since: 0, closed: false };
      try {
        return await accounts.run(account, work);
      } finally {
        account.closed = true;
      }
    },
    apart: (work) => accounts.run(undefined, work),
    async wait(work) {
      const account = open();
      if (!account) return work();
      if (account.waits === 0) account.since = now();
      account.waits += 1;
      try {
        return await work();
      } finally {
        account.waits -= 1;
        if (account.waits === 0) account.spent += now() - account.since;
      }
    },
    left() {
      const account = open();
      if (!account) return Number.POSITIVE_INFINITY;
      const current = account.waits === 0 ? 0 : now() - account.since;
      return Math.max(0, account.granted - account.spent - current);
    },
  };
}
