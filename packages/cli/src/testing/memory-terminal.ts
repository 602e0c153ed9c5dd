/** A terminal that remembers what was written, for tests that need no process. */
import { PassThrough, Writable } from 'node:stream';
import pc from 'picocolors';
import type { Terminal } from '../terminal.ts';

export interface MemoryStream extends Writable {
  isTTY: boolean;
  columns: number;
  text(): string;
}

export function memoryStream(isTTY = false, columns = 80): MemoryStream {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk.toString('utf8'));
      done();
    },
  });
  return Object.assign(stream, { isTTY, columns, text: () => chunks.join('') });
}

export interface MemoryTerminal extends Terminal {
  readonly stdout: MemoryStream;
  readonly stderr: MemoryStream;
}

export function memoryTerminal(
  options: { readonly isTTY?: boolean; readonly stdin?: Uint8Array } = {},
): MemoryTerminal {
  const stdin = new PassThrough();
  stdin.end(options.stdin ?? new Uint8Array());
  return {
    stdin: Object.assign(stdin, { isTTY: false }),
    stdout: memoryStream(options.isTTY),
    stderr: memoryStream(options.isTTY),
    colors: pc.createColors(false),
    signal: new AbortController().signal,
  };
}
