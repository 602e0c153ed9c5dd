/**
 * A fresh process that runs the built product of one working tree, and prints what it took. Nothing of this workspace is
 * imported before the first report is there: the start that is timed is the product's alone.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resourceUsage } from 'node:process';
import { pathToFileURL } from 'node:url';
import type { ColdStart, EndurancePoint, Memory, SubjectAnswer, SubjectJob } from './subject-protocol.ts';

const boot = clock();
const job = JSON.parse(process.argv[2]!) as SubjectJob;
const before = process.memoryUsage.rss();
const wasm = watchWasmMemory();

const answer = job.product === null ? undefined : await run(job, job.product);
process.stdout.write(`${JSON.stringify(answer ?? { before })}\n`);
// Worker threads of an inference runtime may still be alive.
process.exit(0);

/** Milliseconds since the epoch, to the microsecond: one clock for this process and the one that started it. */
function clock(): number {
  return performance.timeOrigin + performance.now();
}

async function run({ asked, backend, photos, samples, warmup, endurance }: SubjectJob, product: string) {
  const entry = pathToFileURL(`${product}/packages/worker-runtime/dist/node.js`).href;
  const { createNodeInspector } = (await import(entry)) as typeof import('@livephoto/worker-runtime/node');
  const imported = clock();
  const inspector = await createNodeInspector({ backend });
  const ready = clock();
  const first = photos[0]!;
  await inspector.inspect(await readFile(first.file));
  const coldStart: ColdStart = {
    boot: boot - asked,
    imported: imported - asked,
    ready: ready - asked,
    firstReport: clock() - asked,
  };
  const afterFirst = process.memoryUsage.rss();

  const { takeSamples } = await import('./sampling.ts');
  const taken: Record<string, SubjectAnswer['samples'][string]> = {};
  const reports: Record<string, string> = {};
  for (const { name, file } of photos) {
    const bytes = await readFile(file);
    // Not which models said it, but what they said.
    const { timings: _, models: __, ...report } = await wasm.watchExported(() => inspector.inspect(bytes));
    reports[name] = createHash('sha256').update(JSON.stringify(report)).digest('hex').slice(0, 16);
    taken[name] = await takeSamples(inspector, bytes, { samples, warmup });
  }
  const memory: Memory = {
    before,
    afterFirst,
    after: process.memoryUsage.rss(),
    peak: resourceUsage().maxRSS * 1024,
    wasm: wasm.living(),
    decoder: wasm.largestExported(),
  };

  const second = { started: clock(), resident: process.memoryUsage.rss() };
  const another = await createNodeInspector({ backend });
  const cost = { ready: clock() - second.started, resident: process.memoryUsage.rss() - second.resident };
  await another.dispose();

  const points = endurance ? await endure(inspector, await readFile(first.file), endurance) : [];
  await inspector.dispose();
  return {
    coldStart,
    samples: taken,
    reports,
    memory,
    second: cost,
    endurance: points,
  } satisfies SubjectAnswer;
}

/** Memory at a hundred points of a long run. */
async function endure(
  inspector: { inspect(bytes: Uint8Array): Promise<unknown> },
  bytes: Uint8Array,
  count: number,
): Promise<EndurancePoint[]> {
  const every = Math.max(1, Math.floor(count / 100));
  const points: EndurancePoint[] = [];
  for (let done = 0; ; done++) {
    if (done % every === 0 || done === count) {
      points.push({ inspections: done, resident: process.memoryUsage.rss(), wasm: wasm.living() });
      process.stderr.write(`endurance ${done}/${count}\n`);
    }
    if (done === count) return points;
    await inspector.inspect(bytes);
  }
}

/**
 * Notes every WebAssembly memory: those that JavaScript makes (the inference runtime's, which lives as long as the
 * process) and those that an instance exports (the picture decoder's, kept from picture to picture or gone with each).
 */
function watchWasmMemory() {
  const made: WebAssembly.Memory[] = [];
  let exported: WebAssembly.Memory[] | undefined;
  const kept: WeakRef<WebAssembly.Memory>[] = [];
  WebAssembly.Memory = new Proxy(WebAssembly.Memory, {
    construct(target, args) {
      const memory = Reflect.construct(target, args) as WebAssembly.Memory;
      made.push(memory);
      return memory;
    },
  });
  const noteExports = (instance: WebAssembly.Instance) => {
    for (const value of Object.values(instance.exports)) {
      if (value instanceof WebAssembly.Memory && !made.includes(value)) {
        exported?.push(value);
        kept.push(new WeakRef(value));
      }
    }
  };
  WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
    construct(target, args) {
      const instance = Reflect.construct(target, args) as WebAssembly.Instance;
      noteExports(instance);
      return instance;
    },
  });
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = (async (...args: Parameters<typeof instantiate>) => {
    const result = (await instantiate(...args)) as
      | WebAssembly.Instance
      | WebAssembly.WebAssemblyInstantiatedSource;
    noteExports('instance' in result ? result.instance : result);
    return result;
  }) as typeof instantiate;
  const bytesOf = (memory: WebAssembly.Memory) => memory.buffer.byteLength;
  let largest = 0;
  return {
    living: () => made.reduce((sum, memory) => sum + bytesOf(memory), 0),
    /** Holds on to what a picture's decoder exports, for as long as `work` takes. */
    async watchExported<T>(work: () => Promise<T>): Promise<T> {
      exported = [];
      const result = await work();
      const earlier = kept.flatMap((memory) => memory.deref() ?? []);
      largest = Math.max(largest, ...[...earlier, ...exported].map(bytesOf));
      exported = undefined;
      return result;
    },
    largestExported: () => largest,
  };
}
