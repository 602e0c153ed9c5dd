/** One of several servers that write the same audit chain: makes keys, each with its entry, until its time is over. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createLog, openStorage, readConfig } from '@livephoto/server/node';

/** What it prints when it is done. */
export interface WriterReport {
  readonly failed: number;
  /** Milliseconds of each entry. */
  readonly times: readonly number[];
}

const { url, seconds, callers } = JSON.parse(process.argv[2] ?? '{}') as {
  readonly url: string;
  readonly seconds: number;
  readonly callers: number;
};
const folder = await mkdtemp(join(tmpdir(), 'livephoto-chain-'));
const config = readConfig(
  {},
  {
    LIVEPHOTO_DATABASE_URL: url,
    LIVEPHOTO_DATA: folder,
    LIVEPHOTO_MASTER_KEY: Buffer.alloc(32, 1).toString('base64'),
  },
);
const storage = await openStorage(config, createLog('silent'));
await storage.keys.create('test', 'warm');
const lines = createInterface({ input: process.stdin });
process.stdout.write('ready\n');
await once(lines, 'line');

const times: number[] = [];
let failed = 0;
const end = performance.now() + seconds * 1000;
const write = async () => {
  for (let start = performance.now(); start < end; start = performance.now()) {
    try {
      await storage.keys.create('test', 'bench');
      times.push(performance.now() - start);
    } catch {
      failed += 1;
    }
  }
};
await Promise.all(Array.from({ length: callers }, write));
await storage.close();
await rm(folder, { recursive: true });
lines.close();
const report: WriterReport = { failed, times };
process.stdout.write(`${JSON.stringify(report)}\n`);
