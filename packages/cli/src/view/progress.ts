/** A bar on stderr while several photos are inspected; nothing at all where stderr is no terminal. */
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
    format: '{bar} {value}/{total} {name}',
    barsize: 24,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    clearOnComplete: true,
    // The name changes while the value does not.
    forceRedraw: true,
    gracefulExit: false,
    linewrap: false,
  });
  const room = Math.max(10, (stderr.columns ?? 80) - 40);
  bar.start(total, 0, { name: '' });
  return {
    begin(name) {
      bar.update({ name: cut(printable(name), room) });
    },
    finish(write) {
      // Back to the line's start and clear to its end: what is printed takes the bar's line, the bar the next one.
      stderr.write('\r\u001b[K');
      write();
      bar.increment();
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
