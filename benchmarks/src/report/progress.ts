/** How far a run is and how long it will still take, on stderr: a bar in a terminal, a line now and then elsewhere. */
import { SingleBar } from 'cli-progress';

export interface Progress {
  start(total: number): void;
  /** @param fresh false when the answer was already known: it says nothing about the time left */
  step(fresh: boolean): void;
  stop(): void;
}

/** Milliseconds between lines when nobody watches. */
const lineEvery = 15_000;

export function terminalProgress(label: string): Progress {
  let known = 0;
  let done = 0;
  let total = 0;
  let started = 0;
  const bar = new SingleBar({
    format: `${label} {bar} {percentage} % · {value}/{total}{known} · {left}`,
    barsize: 24,
    hideCursor: true,
    stream: process.stderr,
    noTTYOutput: !process.stderr.isTTY,
    notTTYSchedule: lineEvery,
    // The command itself ends on ^C, and has a cache to close first.
    gracefulExit: false,
  });
  return {
    start(count) {
      // Some runs have two parts, one after the other.
      known = 0;
      done = 0;
      total = count;
      started = Date.now();
      bar.start(count, 0, { known: '', left: '' });
    },
    step(fresh) {
      done++;
      if (!fresh) known++;
      bar.update(done, {
        known: known > 0 ? ` · ${known} known` : '',
        left: timeLeft(total - done, done - known, Date.now() - started),
      });
    },
    stop: () => bar.stop(),
  };
}

export const noProgress: Progress = { start() {}, step() {}, stop() {} };

/** @param elapsed milliseconds that `inspected` photos took */
export function timeLeft(remaining: number, inspected: number, elapsed: number): string {
  if (remaining === 0) return 'done';
  if (inspected === 0) return '';
  const seconds = Math.round((elapsed / inspected) * remaining * 0.001);
  if (seconds < 90) return `about ${seconds} s left`;
  return `about ${Math.round(seconds / 60)} min left`;
}
