import { type InspectionReport, type InspectOptions, LivePhotoError } from '@livephoto/core';
import type { Endpoint } from 'comlink';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { exposeInspector, type Served } from './expose-inspector.ts';
import { createInspectorPool, type InspectorPool, type WorkerHandle } from './inspector-pool.ts';

/** What the first byte of a photo makes the inspector do. */
const deed = { report: 0, wait: 1, trap: 2, refuse: 3, die: 4, never: 5 } as const;
const photo = (what: keyof typeof deed, name = 0) => Uint8Array.of(deed[what], name);

interface Bench {
  /** Names of the photos, in the order in which they were begun. */
  readonly begun: number[];
  readonly seen: { options: InspectOptions; size: number }[];
  readonly lost: Error[];
  readonly disposed: string[];
  spawned: number;
  /** Lets everything that waits go on. */
  release(): void;
  /** The workers that are to fail while they start. */
  failing: (spawned: number) => boolean;
  spawn(): WorkerHandle;
}

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
  vi.useRealTimers();
});

/** Both halves of the real boundary, over a real channel, with an inspector behind it that does what a test wants. */
function createBench(): Bench {
  let release: (() => void)[] = [];
  const bench: Bench = {
    begun: [],
    seen: [],
    lost: [],
    disposed: [],
    spawned: 0,
    failing: () => false,
    release() {
      const waiting = release;
      release = [];
      for (const go of waiting) go();
    },
    spawn() {
      const number = ++bench.spawned;
      const { port1, port2 } = new MessageChannel();
      let end = (_: Error | undefined) => {};
      const ended = new Promise<Error | undefined>((resolve) => {
        end = resolve;
      });
      const close = () => {
        port1.close();
        port2.close();
      };
      closing.push(close);
      const report = async (bytes: Uint8Array, options: InspectOptions = {}) => {
        const [what, name = 0] = bytes;
        bench.begun.push(name);
        bench.seen.push({ options, size: bytes.length });
        options.onProgress?.({ stage: 'faces', index: 1, count: 4 } as never);
        if (what === deed.wait || what === deed.never) {
          await new Promise<void>((resolve) => {
            if (what === deed.wait) release.push(resolve);
            options.signal?.addEventListener('abort', () => resolve());
          });
        }
        if (options.signal?.aborted) throw new LivePhotoError('inspection_aborted', 'stopped in the worker');
        if (what === deed.die) {
          close();
          end(new Error('out of memory'));
          await new Promise(() => {});
        }
        if (what === deed.trap) {
          const cause = new WebAssembly.RuntimeError('unreachable');
          throw new LivePhotoError('inference_failed', 'The network failed', { cause });
        }
        if (what === deed.refuse) throw new LivePhotoError('invalid_request', 'No photo', { param: 'data' });
        return { accepted: true, worker: number } as unknown as InspectionReport;
      };
      const served: Served = {
        inspect: report,
        inspectPixels: ({ data }, options) => report(data, options) as never,
        inspectCapture: ({ still }, _, options) => report(still.image as Uint8Array, options) as never,
        fingerprint: async (bytes) => `print ${bytes.length}`,
        dispose: async () => void bench.disposed.push(`${number}`),
      };
      exposeInspector(
        async () => {
          if (bench.failing(number)) throw new LivePhotoError('model_missing', 'There are no models');
          return served;
        },
        port2 as unknown as Endpoint,
      );
      port2.start();
      return {
        endpoint: port1 as unknown as Endpoint,
        ended,
        async terminate() {
          close();
          end(undefined);
        },
      };
    },
  };
  return bench;
}

async function createPool(options: { size?: number; queueLimit?: number; timeLimit?: number } = {}) {
  const bench = createBench();
  const pool = await createInspectorPool({
    size: 1,
    ...options,
    spawn: bench.spawn,
    onWorkerLost: (error) => bench.lost.push(error),
  });
  return { bench, pool };
}

const typeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'no error',
    (error: unknown) => (error as LivePhotoError).type,
  );
/** Until the workers have been handed so many jobs. */
const begun = (bench: Bench, count: number) =>
  vi.waitFor(() => expect(bench.begun).toHaveLength(count), { timeout: 60_000 });
const drained = (pool: InspectorPool) =>
  vi.waitFor(() => expect(pool.stats()).toMatchObject({ busy: 0, queued: 0 }), { timeout: 60_000 });

describe('createInspectorPool', () => {
  it('hands photos, pixels, captures and prints to a worker, and its answers back', async () => {
    const { pool, bench } = await createPool();
    expect(await pool.inspect(photo('report'))).toEqual({ accepted: true, worker: 1 });
    const image = { width: 1, height: 1, data: Uint8Array.of(0, 7, 0) };
    expect(await pool.inspectPixels(image)).toMatchObject({ worker: 1 });
    const capture = { still: { at: 0, image: photo('report', 9) }, frames: [] };
    expect(await pool.inspectCapture(capture, { turns: ['left', 'right'] })).toMatchObject({ worker: 1 });
    expect(await pool.fingerprint(photo('report'))).toBe('print 2');
    expect(bench.begun).toEqual([0, 7, 9]);
    expect(pool.stats()).toEqual({ size: 1, alive: 1, busy: 0, queued: 0, lost: 0 });
    await pool.close();
  });

  it('leaves bytes alone, unless they are handed over', async () => {
    const { pool } = await createPool();
    const kept = photo('report');
    await pool.inspect(kept);
    expect(kept).toHaveLength(2);
    await pool.inspect(kept, { transfer: true });
    expect(kept).toHaveLength(0);
    // A view of a larger buffer is copied: the buffer is somebody's.
    const whole = new Uint8Array(8);
    await pool.inspect(whole.subarray(2, 4), { transfer: true });
    expect(whole).toHaveLength(8);
    await pool.close();
  });

  it('carries options there, progress and typed errors back', async () => {
    const { pool, bench } = await createPool();
    const stages: string[] = [];
    await pool.inspect(photo('report'), {
      inspections: ['faces'],
      performLivenessCheck: false,
      policy: 'strict',
      onProgress: ({ stage }) => stages.push(stage),
    });
    expect(stages).toEqual(['faces']);
    expect(bench.seen[0]!.options).toMatchObject({
      inspections: ['faces'],
      performLivenessCheck: false,
      policy: 'strict',
    });
    const error = await pool.inspect(photo('refuse')).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LivePhotoError);
    expect(error).toMatchObject({ type: 'invalid_request', param: 'data', message: 'No photo' });
    const angry = pool.inspect(photo('report'), {
      onProgress: () => {
        throw new Error('the page is gone');
      },
    });
    await expect(angry).rejects.toThrow('the page is gone');
    await pool.close();
  });

  it('lets jobs wait, callers take turns, and refuses what the queue cannot hold', async () => {
    const { pool, bench } = await createPool({ queueLimit: 2 });
    const first = pool.inspect(photo('wait', 1), { caller: 'hog' });
    await begun(bench, 1);
    const jobs = [2, 3].map((name) => pool.inspect(photo('report', name), { caller: 'hog' }));
    const displaced = typeOf(jobs[1]!);
    expect(await typeOf(pool.inspect(photo('report', 4), { caller: 'hog' }))).toBe('service_unavailable');
    const guest = pool.inspect(photo('report', 5), { caller: 'guest' });
    expect(pool.stats()).toMatchObject({ busy: 1, queued: 2 });
    expect(await displaced).toBe('service_unavailable');
    bench.release();
    await Promise.all([first, jobs[0], guest]);
    expect(bench.begun).toEqual([1, 5, 2]);
    await pool.close();
  });

  it('stops a job before, while it waits and while it runs', async () => {
    const { pool, bench } = await createPool();
    expect(await typeOf(pool.inspect(photo('report'), { signal: AbortSignal.abort() }))).toBe(
      'inspection_aborted',
    );
    const running = new AbortController();
    const waiting = new AbortController();
    const first = typeOf(pool.inspect(photo('wait', 1), { signal: running.signal }));
    await begun(bench, 1);
    const second = typeOf(pool.inspect(photo('report', 2), { signal: waiting.signal }));
    waiting.abort();
    expect(await second).toBe('inspection_aborted');
    running.abort();
    expect(await first).toBe('inspection_aborted');
    await drained(pool);
    expect(await pool.inspect(photo('report', 3), { signal: new AbortController().signal })).toBeDefined();
    expect(bench.begun).toEqual([1, 3]);
    await pool.close();
  });

  it('finishes what it accepted when it closes, and takes no more', async () => {
    const { pool, bench } = await createPool();
    const jobs = [photo('wait', 1), photo('report', 2)].map((bytes) => pool.inspect(bytes));
    await begun(bench, 1);
    const closed = pool.close();
    expect(await typeOf(pool.inspect(photo('report', 3)))).toBe('service_unavailable');
    bench.release();
    expect(await Promise.all(jobs)).toHaveLength(2);
    await closed;
    expect(pool.stats().alive).toBe(0);
    await pool.close();
  });

  it('replaces a worker that dies, tries its job once more, and gives up after that', async () => {
    const { pool, bench } = await createPool();
    const [died, waiting] = await Promise.all([
      typeOf(pool.inspect(photo('die', 1))),
      pool.inspect(photo('report', 2)),
    ]);
    expect(died).toBe('inference_failed');
    expect(waiting).toMatchObject({ accepted: true });
    expect(bench.begun.filter((name) => name === 1)).toHaveLength(2);
    expect(bench.lost.map(({ message }) => message)).toEqual(['out of memory', 'out of memory']);
    await vi.waitFor(() => expect(pool.stats()).toMatchObject({ alive: 1, lost: 2 }));
    await pool.close();
  });

  it('does not try a job again whose bytes were handed over', async () => {
    const { pool, bench } = await createPool();
    expect(await typeOf(pool.inspect(photo('die', 1), { transfer: true }))).toBe('inference_failed');
    expect(bench.begun).toEqual([1]);
    await pool.close();
  });

  it('ends a worker whose runtime crashed, and says that another one comes', async () => {
    const { pool, bench } = await createPool();
    const crash = await pool.inspect(photo('trap')).catch((error: unknown) => error as Error);
    expect(crash).toMatchObject({
      type: 'inference_failed',
      message: expect.stringMatching(/crashed.*again$/),
    });
    expect(await pool.inspect(photo('report'))).toMatchObject({ worker: 2 });
    expect(bench.lost).toHaveLength(1);
    await pool.close();
  });

  it('ends a worker that takes too long', async () => {
    const { pool } = await createPool({ timeLimit: 50 });
    const late = await pool.inspect(photo('never')).catch((error: unknown) => error as Error);
    expect(late).toMatchObject({ message: 'The inspection took longer than 50 ms' });
    await vi.waitFor(() => expect(pool.stats()).toMatchObject({ alive: 1, lost: 1 }));
    await pool.close();
  });

  it('does not start when a worker cannot, and ends those that did', async () => {
    const bench = createBench();
    bench.failing = (number) => number === 2;
    const starting = createInspectorPool({ size: 2, spawn: bench.spawn });
    await expect(starting).rejects.toMatchObject({ type: 'model_missing' });
  });

  it('answers that no worker is up, and tries to start one until it can', async () => {
    const { pool, bench } = await createPool();
    bench.failing = (number) => number === 2;
    expect(await typeOf(pool.inspect(photo('trap')))).toBe('inference_failed');
    await vi.waitFor(() => expect(bench.lost).toHaveLength(2));
    expect(await typeOf(pool.inspect(photo('report')))).toBe('service_unavailable');
    await vi.waitFor(() => expect(pool.stats().alive).toBe(1), { timeout: 60_000 });
    expect(await pool.inspect(photo('report'))).toMatchObject({ worker: 3 });
    await pool.close();
  });
});
