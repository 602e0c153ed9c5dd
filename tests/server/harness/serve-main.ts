/**
 * A server in a process of its own, for tests that kill it: configured by its environment alone. With a channel to its
 * parent it lets the parent inspect, so that a test can start it often without loading the models each time.
 */
import { open } from 'node:fs/promises';
import { createLog, readConfig, startServer } from '@livephoto/server/node';
import { createInspectorPool } from '@livephoto/worker-runtime';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import { processPort } from './process-port.ts';

// A clock that leaps 400 days, for as long as a second SIGUSR2 lets it.
const rightNow = Date.now;
let leap = 0;
Date.now = () => rightNow() + leap;
process.on('SIGUSR2', () => {
  leap = leap === 0 ? 400 * 24 * 60 * 60_000 : 0;
});

// A disk that takes bytes and then says that it could not keep them: files of this process, SQLite's own calls apart.
const handle = await open(process.execPath);
const files = Object.getPrototypeOf(handle) as { sync(): Promise<void> };
await handle.close();
const rightSync = files.sync;
let brokenSync = false;
process.on('SIGHUP', () => {
  brokenSync = !brokenSync;
});
files.sync = async function (this: typeof files) {
  if (brokenSync && Math.random() < 0.5) {
    throw Object.assign(new Error('EIO: i/o error, fsync'), { code: 'EIO', syscall: 'fsync' });
  }
  await rightSync.call(this);
};

const config = readConfig({}, process.env);
const inParent = () =>
  createInspectorPool({
    size: 1,
    queueLimit: config.queue,
    spawn: () => ({
      endpoint: nodeEndpoint(processPort(process)),
      ended: new Promise(() => {}),
      async terminate() {},
    }),
  });
const server = await startServer(config, createLog(config.logLevel), process.send ? inParent : undefined);
process.stdout.write(`${JSON.stringify({ url: server.url, newKeys: server.newKeys })}\n`);
process.once('SIGTERM', async () => {
  await server.close();
  if (process.send) process.disconnect();
});
