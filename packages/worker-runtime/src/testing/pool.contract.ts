/** What every pool of inspectors does, on whatever runtime: the same cases run on the real workers of each. */
import { type InspectionProgress, type Inspector, inspectionStages, LivePhotoError } from '@livephoto/core';
import { assert } from 'chai';
import type { InspectorPool, InspectorPoolOptions } from '../pool/inspector-pool.ts';
import { withFault } from './faults.ts';

export interface PoolUnderTest {
  /** @param faulty whether its workers are those that fail on demand. */
  createPool(options: PoolOptions, faulty: boolean): Promise<InspectorPool>;
  /** A pool that is told to look for its models where there are none. */
  createPoolWithoutModels(): Promise<InspectorPool>;
  /** An inspector in this very thread. */
  createInspector(): Promise<Inspector>;
  /** A photo with one face. */
  readonly photo: Uint8Array;
  /** Small pictures without a face, whose decoder comes with the first of them. */
  readonly heic: Uint8Array;
  readonly avif: Uint8Array;
}

export type PoolOptions = Omit<InspectorPoolOptions, 'spawn'>;

export interface ContractCase {
  readonly name: string;
  /** @throws when the pool does not do what it should. */
  run(): Promise<void>;
}

const untimed = (report: object) => ({ ...report, timings: {} });
const caught = (work: Promise<unknown>) =>
  work.then(
    () => assert.fail('it was to fail'),
    (error: unknown) => error as LivePhotoError,
  );
const typeOf = async (work: Promise<unknown>) => (await caught(work)).type;
const repeat = <Value>(count: number, value: () => Value) => Array.from({ length: count }, value);

/** SHA-256 of the pixels of `heic` and `avif`, as Node has them. */
const heicPixels = '13a2766899410e3d882441920d98c3873ba9fe3e0c1f8b3c673ca4a6d606a08b';
const avifPixels = '6177b25b1279b57e72cbb722606298ff7af69140100c02a2a7bcec03b16b3d9c';

async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The cases, which are run in order. */
export function poolContract(subject: PoolUnderTest): readonly ContractCase[] {
  const { photo } = subject;
  let shared: Promise<InspectorPool> | undefined;
  const pool = () => {
    shared ??= subject.createPool({ size: 2, queueLimit: 3 }, false);
    return shared;
  };
  return [
    {
      name: 'reports what an inspector here reports, and leaves the bytes as they are',
      async run() {
        const inspector = await subject.createInspector();
        const before = new Uint8Array(photo);
        const there = await (await pool()).inspect(photo);
        assert.deepEqual(untimed(there), untimed(await inspector.inspect(photo)));
        assert.deepEqual(photo, before);

        const { image } = await inspector.inspectDetailed(photo, { inspections: ['faces'] });
        const pixels = await (await pool()).inspectPixels(image);
        assert.deepEqual(untimed(pixels), untimed(await inspector.inspectPixels(image)));
        await inspector.dispose();
      },
    },
    {
      name: 'decodes HEIC and AVIF to the bits of every other runtime',
      async run() {
        const inspector = await subject.createInspector();
        for (const [file, contentType, wanted] of [
          [subject.heic, 'image/heic', heicPixels],
          [subject.avif, 'image/avif', avifPixels],
        ] as const) {
          const { image, report } = await inspector.inspectDetailed(file, { inspections: ['faces'] });
          assert.include(report.image, { contentType, width: image.width, height: image.height });
          assert.equal(await sha256(image.data), wanted);
          const there = await (await pool()).inspect(file, { inspections: ['faces'] });
          assert.deepEqual(untimed(there), untimed(report));
        }
        await inspector.dispose();
      },
    },
    {
      name: 'takes the bytes over when it may',
      async run() {
        const own = new Uint8Array(photo);
        const report = await (await pool()).inspect(own, { transfer: true });
        assert.equal(report.image.size, photo.length);
        assert.lengthOf(own, 0);
      },
    },
    {
      name: 'carries the options there, and progress back',
      async run() {
        const seen: InspectionProgress[] = [];
        const report = await (await pool()).inspect(photo, {
          inspections: ['faces', 'liveness'],
          performLivenessCheck: false,
          onProgress: (progress) => seen.push(progress),
        });
        assert.deepEqual(
          Object.values(report.inspections).map(({ outcome }) => outcome),
          ['passed', 'skipped', 'skipped', 'skipped'],
        );
        assert.deepEqual(
          seen.map(({ stage }) => stage),
          [...inspectionStages],
        );
      },
    },
    {
      name: 'answers whole typed errors',
      async run() {
        const error = await caught((await pool()).inspect(new TextEncoder().encode('no photo')));
        assert.instanceOf(error, LivePhotoError);
        assert.include(error, { type: 'invalid_request', param: 'data', status: 400 });
      },
    },
    {
      name: 'refuses what does not fit into its queue, and does the rest',
      async run() {
        const full = await pool();
        const jobs = await Promise.allSettled(
          repeat(9, () => full.inspect(photo, { inspections: ['faces'] })),
        );
        const refused = jobs.filter((job) => job.status === 'rejected').map((job) => job.reason.type);
        assert.deepEqual(
          refused,
          repeat(4, () => 'service_unavailable'),
        );
        assert.deepEqual(full.stats(), { size: 2, alive: 2, busy: 0, queued: 0, lost: 0 });
      },
    },
    {
      name: 'lets callers take turns, and none fill the queue',
      async run() {
        const shared = await subject.createPool({ size: 1, queueLimit: 4 }, false);
        const order: string[] = [];
        const ask = async (caller: string) => {
          await shared.inspect(photo, { inspections: ['faces'], caller });
          order.push(caller);
        };
        const jobs = ['hog', 'hog', 'hog', 'hog', 'hog', 'guest'].map(ask);
        const ends = await Promise.allSettled(jobs);
        assert.deepEqual(order, ['hog', 'guest', 'hog', 'hog', 'hog']);
        const refused = ends.filter((end) => end.status === 'rejected').map(({ reason }) => reason.type);
        assert.deepEqual(refused, ['service_unavailable']);
        await shared.close();
      },
    },
    {
      name: 'stops when the signal fires: before, while waiting, while running',
      async run() {
        const stopped = await pool();
        const fired = AbortSignal.abort();
        assert.equal(await typeOf(stopped.inspect(photo, { signal: fired })), 'inspection_aborted');
        const controller = new AbortController();
        const { signal } = controller;
        const jobs = repeat(4, () => typeOf(stopped.inspect(photo, { signal })));
        assert.equal(stopped.stats().queued, 2);
        controller.abort();
        assert.equal(stopped.stats().queued, 0);
        assert.deepEqual(
          await Promise.all(jobs),
          repeat(4, () => 'inspection_aborted'),
        );
        assert.lengthOf((await stopped.inspect(photo)).faces, 1);
      },
    },
    {
      name: 'finishes what it accepted when it closes, and takes no more',
      async run() {
        const closing = await pool();
        const jobs = repeat(3, () => closing.inspect(photo, { inspections: ['faces'] }));
        const closed = closing.close();
        assert.equal(await typeOf(closing.inspect(photo)), 'service_unavailable');
        for (const report of await Promise.all(jobs)) assert.lengthOf(report.faces, 1);
        await closed;
        assert.equal(closing.stats().alive, 0);
      },
    },
    {
      name: 'replaces workers that crash, and does the jobs that wait',
      async run() {
        const lost: Error[] = [];
        const crashing = await subject.createPool(
          // Some runtimes tell nobody that a worker closed itself: time has to tell.
          { size: 1, timeLimit: 8000, onWorkerLost: (error) => lost.push(error) },
          true,
        );
        for (const fault of ['exit', 'throw', 'trap'] as const) {
          const [error, waiting] = await Promise.all([
            caught(crashing.inspect(withFault(photo, fault))),
            crashing.inspect(photo, { inspections: ['faces'] }),
          ]);
          assert.instanceOf(error, LivePhotoError);
          assert.equal(error.type, 'inference_failed');
          assert.match(error.message, fault === 'trap' ? /crashed.*try again$/ : /ended$|longer than/);
          assert.lengthOf(waiting.faces, 1);
        }
        // A job whose worker ended is tried once more; a crash of its own doing, or a late one, is not.
        assert.include([3, 4, 5], lost.length);
        assert.isTrue(lost.some(({ message }) => /thrown outside of the inspection/.test(message)));
        assert.include(crashing.stats(), { alive: 1, busy: 0, lost: lost.length });
        await crashing.close();
      },
    },
    {
      name: 'ends a worker that hangs after the time limit, and goes on with a new one',
      async run() {
        const hanging = await subject.createPool({ size: 1, timeLimit: 4000 }, true);
        const hung = await caught(hanging.inspect(withFault(photo, 'hang')));
        assert.include(hung, {
          type: 'inference_failed',
          message: 'The inspection took longer than 4000 ms',
        });
        assert.lengthOf((await hanging.inspect(photo, { inspections: ['faces'] })).faces, 1);
        assert.equal(hanging.stats().lost, 1);
        await hanging.close();
      },
    },
    {
      name: 'does not start without its models, and says so',
      async run() {
        assert.equal(await typeOf(subject.createPoolWithoutModels()), 'model_missing');
      },
    },
  ];
}
