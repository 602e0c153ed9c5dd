/** Takes samples of an inspector at work: tinybench calls it, and the report's own clock tells the stages. */
import { Bench } from 'tinybench';
import type { Sample } from './subject-protocol.ts';

/** What any revision of the product can do. */
export interface Subject {
  inspect(bytes: Uint8Array): Promise<{ readonly timings: Readonly<Record<string, number>> }>;
}

export interface SamplingOptions {
  readonly samples: number;
  /** Inspections before the first sample. */
  readonly warmup: number;
}

/** @returns `samples` samples, in the order they were taken. */
export async function takeSamples(
  subject: Subject,
  bytes: Uint8Array,
  { samples, warmup }: SamplingOptions,
): Promise<Sample[]> {
  const taken: Sample[] = [];
  const bench = new Bench({
    // Counted, not timed: a slow machine takes as many.
    iterations: samples,
    time: 0,
    warmup: warmup > 0,
    warmupIterations: warmup,
    warmupTime: 0,
    throws: true,
  });
  bench.add(
    'inspect',
    async () => {
      const start = performance.now();
      const { timings } = await subject.inspect(bytes);
      taken.push({ endToEnd: performance.now() - start, stages: timings });
    },
    {
      beforeAll: () => {
        // What the warm-up saw does not count.
        taken.length = 0;
      },
    },
  );
  await bench.run();
  return taken;
}
