/**
 * One of several servers over one PostgreSQL: adds entries to the audit chain by steps of both kinds, as many at once as it
 * may, when it is told to; prints what failed.
 */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { createLog, openStorage, readConfig } from '@livephoto/server/node';
import { newAudit } from '../../../packages/server/src/testing/records.ts';

const entries = Number(process.argv[2]);
const storage = await openStorage(readConfig({}, process.env), createLog('silent'));
const lines = createInterface({ input: process.stdin });
process.stdout.write('ready\n');
await once(lines, 'line');

const failures: string[] = [];
let left = entries;
const write = async (caller: number) => {
  while (left > 0) {
    left -= 1;
    // A read's entry, which is added with others that wait, and a change's, which goes with it.
    const work =
      caller % 2 === 0
        ? storage.store.appendAudit({
            ...newAudit('client.list', { mode: 'live' }),
            detail: `"é\\ \u2028 ${left}`,
          })
        : storage.keys.create('live', 'one of many');
    await work.catch((error: Error) => failures.push(error.message));
  }
};
await Promise.all([0, 1, 2, 3].map(write));
await storage.close();
lines.close();
process.stdout.write(`${JSON.stringify(failures)}\n`);
