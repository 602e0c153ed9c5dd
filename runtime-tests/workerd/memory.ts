/**
 * How much memory an isolate takes at most while it works.
 *
 * Cloudflare counts an isolate's JavaScript heap, its buffers and its WebAssembly memories, 128 MB in all. workerd has
 * no such limit and nothing that tells the peak of these, so it is bounded from above: what V8's inspector and
 * the memory of the inference engine say before the work, and on top of it all that the whole process grew by meanwhile. That also
 * has what Cloudflare does not count: code that V8 compiles on the way, the stores, and freed memory that the allocator
 * keeps.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Miniflare } from 'miniflare';
import { WebSocket } from 'ws';
import type { RunningWorker } from './start-worker.ts';

export interface MemoryUse {
  /** Bytes of the isolate before the work: JavaScript heap, buffers, WebAssembly memory of the inference engine. */
  readonly heap: number;
  readonly buffers: number;
  readonly wasm: number;
  /** Bytes by which the process grew at its peak. */
  readonly growth: number;
  /** All of them: the isolate held no more than this. */
  readonly peak: number;
}

/**
 * Runs `work` in a Worker with an inspector port and the routes of `trap-worker.ts`, on Linux.
 * @returns the most that the isolate may have held.
 */
export async function measureMemory(worker: RunningWorker, work: () => Promise<unknown>): Promise<MemoryUse> {
  const wasm: number = (await worker.call('GET', '/test/wasm-memory')).json.bytes;
  const { heap, buffers } = await heapUsage(worker.miniflare);
  const before = resident(worker.pid, 'VmRSS');
  // Makes the high-water mark what is resident now.
  writeFileSync(`/proc/${worker.pid}/clear_refs`, '5');
  await work();
  const growth = Math.max(0, resident(worker.pid, 'VmHWM') - before);
  return { heap, buffers, wasm, growth, peak: heap + buffers + wasm + growth };
}

function resident(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024;
}

/** The engine's memory may be among the buffers too; counted twice, it leaves the sum a bound. */
async function heapUsage(miniflare: Miniflare): Promise<{ heap: number; buffers: number }> {
  const { host } = await miniflare.getInspectorURL();
  const targets = (await (await fetch(`http://${host}/json`)).json()) as { webSocketDebuggerUrl: string }[];
  // The Worker is the first of the two.
  const socket = new WebSocket(targets[0]!.webSocketDebuggerUrl);
  try {
    const usage = await new Promise<Record<string, number>>((resolve, reject) => {
      socket.on('error', reject);
      socket.on('open', () => socket.send(JSON.stringify({ id: 1, method: 'Runtime.getHeapUsage' })));
      socket.on('message', (data) => {
        const { id, result } = JSON.parse(String(data));
        if (id === 1) resolve(result);
      });
    });
    return { heap: usage.usedSize! + (usage.embedderHeapUsedSize ?? 0), buffers: usage.backingStorageSize! };
  } finally {
    socket.close();
  }
}
