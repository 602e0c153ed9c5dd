/**
 * Coverage-guided fuzzing in plain V8: inputs that reach code which no input before reached are kept and mutated further.
 * V8's own precise block coverage is the guide, so that nothing has to be instrumented, and no native part installed.
 */
import { type Profiler, Session } from 'node:inspector/promises';

export interface FuzzTarget {
  readonly name: string;
  readonly seeds: readonly Uint8Array[];
  /** @throws only what it is documented to throw: `isExpected` says which. */
  run(input: Uint8Array): unknown;
  isExpected(error: unknown): boolean;
}

export interface FuzzOptions {
  /** Parts of the URLs of scripts whose coverage counts. */
  readonly watch: readonly string[];
  readonly seconds: number;
  /** Milliseconds that one input may take. */
  readonly timeLimit: number;
  /** Of the pseudo-random numbers. */
  readonly seed: number;
}

export interface FuzzResult {
  readonly name: string;
  readonly runs: number;
  /** Blocks of code reached. */
  readonly blocks: number;
  /** Inputs kept, seeds included. */
  readonly kept: number;
  readonly slowest: number;
  /** Inputs that threw what they should not, or took too long. */
  readonly failures: readonly { readonly input: Uint8Array; readonly reason: string }[];
}

/** Inputs between two looks at the coverage: a look takes milliseconds, an input mostly less. */
const batch = 64;
/** Failures after which a target is given up: they are one, most likely. */
const enough = 5;

export async function fuzz(target: FuzzTarget, options: FuzzOptions): Promise<FuzzResult> {
  const random = mulberry32(options.seed);
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const reached = new Set<string>();
  const corpus: Uint8Array[] = [];
  const failures: { input: Uint8Array; reason: string }[] = [];
  let runs = 0;
  let slowest = 0;
  const tryOut = async (input: Uint8Array) => {
    runs += 1;
    const start = performance.now();
    try {
      // A copy: what a target does to its input must not reach the corpus.
      await target.run(input.slice());
    } catch (error) {
      if (!target.isExpected(error))
        failures.push({ input, reason: String((error as Error)?.stack ?? error) });
    }
    const took = performance.now() - start;
    slowest = Math.max(slowest, took);
    if (took > options.timeLimit) failures.push({ input, reason: `took ${Math.round(took)} ms` });
  };
  const news = async () => {
    const { result } = await session.post('Profiler.takePreciseCoverage');
    return countNew(result, options.watch, reached);
  };
  try {
    for (const seed of target.seeds) {
      await tryOut(seed);
      corpus.push(seed);
    }
    await news();
    const end = performance.now() + options.seconds * 1000;
    while (performance.now() < end && failures.length < enough) {
      const inputs = Array.from({ length: batch }, () => mutate(corpus, random));
      for (const input of inputs) await tryOut(input);
      if ((await news()) === 0) continue;
      // One of them reached something new: which one does not matter, as all of them stay.
      corpus.push(...inputs.slice(0, 8));
      if (corpus.length > 2000) corpus.splice(target.seeds.length, 500);
    }
  } finally {
    await session.post('Profiler.stopPreciseCoverage');
    session.disconnect();
  }
  return { name: target.name, runs, blocks: reached.size, kept: corpus.length, slowest, failures };
}

/** Adds the blocks that ran since the last look. @returns how many of them are new. */
function countNew(
  scripts: readonly Profiler.ScriptCoverage[],
  watch: readonly string[],
  reached: Set<string>,
): number {
  const before = reached.size;
  for (const { url, functions } of scripts) {
    if (!watch.some((part) => url.includes(part))) continue;
    for (const { ranges } of functions) {
      for (const { startOffset, endOffset, count } of ranges) {
        if (count > 0) reached.add(`${url}:${startOffset}-${endOffset}`);
      }
    }
  }
  return reached.size - before;
}

/** Values at which parsers turn. */
const edges = [0, 1, 0x7f, 0x80, 0xff, 0xd8, 0xda, 0xc4, 0x22, 0x2c, 0x5b, 0x5d, 0x7b, 0x7d, 0x0d, 0x0a];

/** One input of the corpus with some of it changed, cut, doubled, or taken from another. */
function mutate(corpus: readonly Uint8Array[], random: () => number): Uint8Array {
  const below = (limit: number) => Math.floor(random() * limit);
  let bytes = corpus[below(corpus.length)]!.slice();
  for (let changes = 1 + below(6); changes > 0; changes--) {
    // Headers decide the most: half of the changes are near the start.
    const at = below(random() < 0.5 ? Math.min(bytes.length, 256) : bytes.length);
    switch (below(7)) {
      case 0:
        if (bytes.length > 0) bytes[at] = below(256);
        break;
      case 1:
        if (bytes.length > 0) bytes[at]! ^= 1 << below(8);
        break;
      case 2:
        if (bytes.length > 0) bytes[at] = edges[below(edges.length)]!;
        break;
      case 3:
        bytes = bytes.slice(0, at);
        break;
      case 4: {
        const end = Math.min(bytes.length, at + 1 + below(64));
        bytes = join(bytes.subarray(0, end), bytes.subarray(at));
        break;
      }
      case 5: {
        const end = Math.min(bytes.length, at + 1 + below(64));
        bytes = join(bytes.subarray(0, at), bytes.subarray(end));
        break;
      }
      default: {
        const other = corpus[below(corpus.length)]!;
        bytes = join(bytes.subarray(0, at), other.subarray(below(other.length + 1)));
      }
    }
    if (bytes.length > 1_000_000) bytes = bytes.slice(0, 1_000_000);
  }
  return bytes;
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

/** A small generator of pseudo-random numbers 0..1, so that a run can be repeated (Tommy Ettinger's mulberry32). */
function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
