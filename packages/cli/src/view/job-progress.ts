/** A bar on stderr while a job is watched; nothing at all where stderr is no terminal. */
import type { JobRecord } from '@livephoto/server/node';
import { SingleBar } from 'cli-progress';
import type { Terminal } from '../terminal.ts';

export interface JobProgress {
  show(job: JobRecord): void;
  /** Removes the bar. */
  stop(): void;
}

export function createJobProgress(stderr: Terminal['stderr']): JobProgress {
  if (!stderr.isTTY) return { show() {}, stop() {} };
  const bar = new SingleBar({
    stream: stderr,
    format: '{bar} {value}/{shownTotal} {state}',
    barsize: 24,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    clearOnComplete: true,
    linewrap: true,
    gracefulExit: false,
  });
  let started = false;
  return {
    show({ done, total, state }) {
      const shown = { state, shownTotal: total ?? '?' };
      const length = Math.max(total ?? 0, done, 1);
      if (!started) bar.start(length, done, shown);
      started = true;
      bar.setTotal(length);
      bar.update(done, shown);
    },
    stop() {
      if (started) bar.stop();
    },
  };
}
