import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readLines } from './read-lines.ts';

const collect = async (chunks: readonly Uint8Array[], longest = 1000) => {
  const lines: (string | undefined)[] = [];
  const stream = (async function* () {
    yield* chunks;
  })();
  for await (const line of readLines(stream, longest)) lines.push(line);
  return lines;
};

it('gives the lines of any text, however it was cut', async () => {
  const text = fc.array(fc.string({ unit: 'binary' }).map((part) => part.replace(/[\r\n]/g, '')));
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat(200)), async (lines, cuts) => {
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
      const places = [...new Set([0, ...cuts.filter((cut) => cut < bytes.length), bytes.length])].sort(
        (a, b) => a - b,
      );
      const chunks = places.slice(1).map((end, i) => bytes.subarray(places[i], end));
      expect(await collect(chunks, 10_000)).toEqual(
        lines.map((line) => new TextDecoder().decode(Buffer.from(line))),
      );
    }),
  );
});

it('takes carriage returns off, and a last line without an end', async () => {
  expect(await collect([Buffer.from('a\r\n\nb')])).toEqual(['a', '', 'b']);
  expect(await collect([])).toEqual([]);
});

it('passes over a line that is too long, and goes on with the next', async () => {
  const long = Buffer.alloc(100, 'x');
  expect(await collect([Buffer.from('a\n'), long, long, Buffer.from('x\nb\n')], 150)).toEqual([
    'a',
    undefined,
    'b',
  ]);
});
