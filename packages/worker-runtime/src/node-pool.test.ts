import { readFile } from 'node:fs/promises';
import { LivePhotoError } from '@livephoto/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNodeInspector } from './node.ts';
import { createNodeInspectorPool, spawnNodeWorker } from './node-pool.ts';
import { createInspectorPool, type InspectorPool } from './pool/inspector-pool.ts';

const selfie = await readFile(new URL('../../../samples/selfie.jpg', import.meta.url));
const typeOf = (error: unknown) => (error instanceof LivePhotoError ? error.type : error);
const untimed = (report: object) => ({ ...report, timings: {} });

describe('a pool of worker threads', () => {
  let pool: InspectorPool;
  beforeAll(async () => {
    pool = await createNodeInspectorPool({ size: 2, queueLimit: 3 });
  });
  afterAll(() => pool?.close());

  it('reports what an inspector here reports, and leaves the bytes as they are', async () => {
    const inspector = await createNodeInspector();
    const before = Buffer.from(selfie);
    const [there, here] = [await pool.inspect(selfie), await inspector.inspect(selfie)];
    expect(untimed(there)).toEqual(untimed(here));
    expect(selfie.equals(before)).toBe(true);
    const skipping = await pool.inspect(selfie, { performLivenessCheck: false });
    expect(skipping.inspections.liveness.outcome).toBe('skipped');
    await inspector.dispose();
  });

  it('answers whole typed errors', async () => {
    const error = await pool.inspect(new TextEncoder().encode('no photo')).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(LivePhotoError);
    expect(error).toMatchObject({ type: 'invalid_request', param: 'data', status: 400 });
  });

  it('refuses what does not fit into its queue, and does the rest', async () => {
    const jobs = await Promise.allSettled(Array.from({ length: 9 }, () => pool.inspect(selfie)));
    expect(jobs.filter((job) => job.status === 'fulfilled')).toHaveLength(5);
    const refused = jobs.filter((job) => job.status === 'rejected').map((job) => typeOf(job.reason));
    expect(refused).toEqual(Array(4).fill('service_unavailable'));
    expect(pool.stats()).toEqual({ size: 2, alive: 2, busy: 0, queued: 0, lost: 0 });
  });

  it('stops when the signal fires: before, while waiting, while running', async () => {
    const fired = await pool.inspect(selfie, { signal: AbortSignal.abort() }).catch(typeOf);
    expect(fired).toBe('inspection_aborted');
    const controller = new AbortController();
    const jobs = Array.from({ length: 4 }, () => pool.inspect(selfie, { signal: controller.signal }));
    expect(pool.stats().queued).toBe(2);
    controller.abort();
    expect(pool.stats().queued).toBe(0);
    expect(await Promise.all(jobs.map((job) => job.catch(typeOf)))).toEqual(
      Array(4).fill('inspection_aborted'),
    );
    expect((await pool.inspect(selfie)).faces).toHaveLength(1);
  });
});

describe('a pool whose workers fail', () => {
  /** The real worker, but bytes that begin with `crash`, `throw` or `hang` make it do so. */
  const faulty = (timeLimit: number, lost: Error[]) =>
    createInspectorPool({
      size: 1,
      timeLimit,
      onWorkerLost: (error) => lost.push(error),
      spawn: () =>
        spawnNodeWorker(
          new URL(
            `data:text/javascript,${encodeURIComponent(`
              import { parentPort } from 'node:worker_threads';
              await import(${JSON.stringify(new URL('../dist/node-worker.js', import.meta.url).href)});
              parentPort.on('message', (message) => {
                const bytes = message.argumentList?.[1]?.value;
                if (!(bytes instanceof Uint8Array)) return;
                const word = String.fromCharCode(...bytes.subarray(0, 5));
                if (word === 'crash') process.exit(7);
                if (word === 'throw') throw new Error('thrown outside of the inspection');
                if (word === 'hang ') for (;;);
              });
            `)}`,
          ),
          { workerData: {} },
        ),
    });
  const bytesOf = (text: string) => new TextEncoder().encode(text);

  it('answers the job of a worker that crashed, replaces it, and does the jobs that wait', async () => {
    const lost: Error[] = [];
    const pool = await faulty(60_000, lost);
    for (const fault of ['crash', 'throw']) {
      const [crashed, waiting] = await Promise.all([
        pool.inspect(bytesOf(fault)).catch(typeOf),
        pool.inspect(selfie),
      ]);
      expect(crashed).toBe('inference_failed');
      expect(waiting.faces).toHaveLength(1);
    }
    expect(lost.map((error) => error.message)).toEqual([
      'Worker ended with code 7',
      'thrown outside of the inspection',
    ]);
    expect(pool.stats()).toMatchObject({ alive: 1, busy: 0, lost: 2 });
    await pool.close();
  });

  it('ends a worker that hangs after the time limit, and goes on with a new one', async () => {
    const lost: Error[] = [];
    const pool = await faulty(3000, lost);
    const hung = await pool.inspect(bytesOf('hang ')).catch((error: unknown) => error);
    expect(hung).toMatchObject({
      type: 'inference_failed',
      message: 'The inspection took longer than 3000 ms',
    });
    expect((await pool.inspect(selfie)).faces).toHaveLength(1);
    expect(pool.stats().lost).toBe(1);
    await pool.close();
  });

  it('finishes what it accepted when it closes, and takes no more', async () => {
    const pool = await faulty(60_000, []);
    const jobs = [pool.inspect(selfie), pool.inspect(bytesOf('crash')), pool.inspect(selfie)];
    const settled = Promise.allSettled(jobs);
    const closed = pool.close();
    expect(await pool.inspect(selfie).catch(typeOf)).toBe('service_unavailable');
    expect((await settled).map((job) => job.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    await closed;
    expect(pool.stats().alive).toBe(0);
  });

  it('does not start without its models, and says so', async () => {
    const error = await createNodeInspectorPool({ size: 1, modelFolder: '/nowhere' }).catch(typeOf);
    expect(error).toBe('model_missing');
  });
});
