/** Adds an entry that the disk keeps and one that it does not, says what it heard, and ends as by a power cut. */
import { writeFile } from 'node:fs/promises';
import { createLog, openStorage, readConfig } from '@livephoto/server/node';
import { newAudit } from '../../../packages/server/src/testing/records.ts';

const { FAILING_FSYNC: mark = '', FAILING_FSYNC_ALWAYS: _, LD_PRELOAD: __, ...env } = process.env;
const { store } = await openStorage(readConfig({}, env), createLog('silent'));
const add = (detail: string) =>
  store.appendAudit({ ...newAudit('client.list', { mode: 'live' }), detail }).then(
    () => `${detail} is kept`,
    (error: Error) => error.message,
  );
process.stdout.write(`${await add('one')}\n`);
await writeFile(mark, '');
process.stdout.write(`${await add('another')}\n`);
process.kill(process.pid, 'SIGKILL');
