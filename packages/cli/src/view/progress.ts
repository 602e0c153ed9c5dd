/** A bar on stderr while several photos are inspected, with how many a second; nothing at all where stderr is no terminal. */
import { SingleBar } from 'cli-progress';
import stringWidth from 'string-width';
import type { Terminal } from '../terminal.ts';
import { printable } from './printable.ts';

export interface Progress {
  /** Says which photo is looked at now. */
  begin(name: string): void;
  /** Counts the photo as done, and lets `write` print above the bar. */
  finish(write: () => void): void;
  /** Removes the bar. */
  stop(): void;
}

/** @param total photos in this run; one photo alone gets no bar. */
export function createProgress(total: number, stderr: Terminal['stderr']): Progress {
  if (total < 2 || !stderr.isTTY) {
    return { begin() {}, finish: (write) => write(), stop() {} };
  }
  const bar = new SingleBar({
    stream: stderr,
    format: '{bar} {value}/{total} {name}{rate}',
    barsize: 24,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    clearOnComplete: true,
    // Names are cut to fit; a killed process must not leave a terminal that no longer wraps.
    linewrap: true,
    gracefulExit: false,
  });
  const room = Math.max(10, (stderr.columns ?? 80) - 40);
  let done = 0;
  let current = '';
  const begun = performance.now();
  const rate = () => (done > 0 ? `  ${((done * 1000) / (performance.now() - begun)).toFixed(1)}/s` : '');
  const start = () => bar.start(total, done, { name: current, rate: rate() });
  start();
  return {
    begin(name) {
      current = cut(printable(name), room);
      bar.update({ name: current, rate: rate() });
    },
    finish(write) {
      // The bar remembers its place on the screen: it has to leave before anything is printed, and come back below.
      bar.stop();
      write();
      done += 1;
      start();
    },
    stop() {
      bar.stop();
    },
  };
}

function cut(name: string, room: number): string {
  const characters = [...name];
  if (stringWidth(name) <= room) return name;
  while (characters.length > 0 && stringWidth(characters.join('')) + 1 > room) characters.shift();
  return `…${characters.join('')}`;
}
