/** Uploads a second of one, two and three servers in processes of their own on this machine, and the service times that a simulation needs. */
import { readFile } from 'node:fs/promises';
import { createClient } from '../load/callers.ts';
import { type Server, startServer } from '../load/server.ts';

export interface ProcessRun {
  readonly round: number;
  readonly processes: number;
  readonly uploadsPerSecond: number;
}

export interface ProcessMeasures {
  /** Milliseconds of each upload while nothing else is under way. */
  readonly serviceTimes: readonly number[];
  readonly runs: readonly ProcessRun[];
}

/** Each process has one worker, a storage of its own, and two callers, so that it never waits for them. */
export async function measureProcesses(
  root: URL,
  { rounds, seconds, most }: { readonly rounds: number; readonly seconds: number; readonly most: number },
): Promise<ProcessMeasures> {
  const photo = new Uint8Array(await readFile(new URL('samples/selfie.jpg', root)));
  const servers: { readonly server: Server; readonly clientId: string }[] = [];
  const upload = async ({ server, clientId }: (typeof servers)[number]) => {
    const start = performance.now();
    const response = await fetch(`${server.url}/v1/livePhotos?clientId=${clientId}`, {
      method: 'POST',
      headers: { Authorization: server.liveKey, 'Content-Type': 'image/jpeg' },
      body: photo,
    });
    await response.arrayBuffer();
    if (response.status !== 200) throw new Error(`An upload was answered ${response.status}`);
    return performance.now() - start;
  };
  try {
    for (let i = 0; i < most; i++) {
      const server = await startServer(root, ['--workers', '1']);
      servers.push({ server, clientId: await createClient(server) });
    }
    // The code is warm before anything counts.
    for (const each of servers) for (let i = 0; i < 5; i++) await upload(each);
    const serviceTimes: number[] = [];
    const runs: ProcessRun[] = [];
    for (let round = 0; round < rounds; round++) {
      // Alone and together in turns, as the machine may have more or less else to do from one minute to the next.
      const until = performance.now() + (seconds * 1000) / 2;
      while (performance.now() < until) serviceTimes.push(await upload(servers[0]!));
      for (let processes = 1; processes <= most; processes++) {
        const start = performance.now();
        const end = start + seconds * 1000;
        let done = 0;
        const call = async (each: (typeof servers)[number]) => {
          while (performance.now() < end) {
            await upload(each);
            done += 1;
          }
        };
        await Promise.all(servers.slice(0, processes).flatMap((each) => [call(each), call(each)]));
        runs.push({ round, processes, uploadsPerSecond: (done * 1000) / (performance.now() - start) });
      }
    }
    return { serviceTimes, runs };
  } finally {
    await Promise.all(servers.map(({ server }) => server.stop()));
  }
}
