/** Tells a person how far a download or a build is: a bar on a terminal, a line a step elsewhere. */
import { Presets, SingleBar } from 'cli-progress';

export interface Progress {
  /** Runs a download of a known size and shows how far it is. */
  download<Result>(
    label: string,
    total: number,
    run: (onProgress: (received: number) => void) => Promise<Result>,
  ): Promise<Result>;
  step(label: string): void;
}

export const silentProgress: Progress = {
  download: (_label, _total, run) => run(() => undefined),
  step: () => undefined,
};

export function terminalProgress(stream: NodeJS.WriteStream): Progress {
  return {
    async download(label, total, run) {
      const bar = new SingleBar(
        {
          format: `  {bar} {percentage}% | {received} of {size} MB | ${label}`,
          stream,
          // Off a terminal: one line at the start and one at the end.
          noTTYOutput: !stream.isTTY,
          notTTYSchedule: 60_000,
          hideCursor: true,
        },
        Presets.shades_grey,
      );
      const inMegabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
      bar.start(total, 0, { received: inMegabytes(0), size: inMegabytes(total) });
      try {
        return await run((received) => bar.update(received, { received: inMegabytes(received) }));
      } finally {
        bar.stop();
      }
    },
    step: (label) => void stream.write(`  ${label}\n`),
  };
}
