/** A stream that remembers what was written, for tests that need no process. */
import { Writable } from 'node:stream';

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
