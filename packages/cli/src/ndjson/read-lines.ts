/** Lines of a stream of bytes, one after the other: a line that is too long is passed over without being held. */

/** A line; undefined where it was longer than allowed. */
export type Line = string | undefined;

const newline = 10;

/** @param longest bytes of a line, its end not counted. What follows the last newline is a line if there is anything. */
export async function* readLines(stream: AsyncIterable<Uint8Array>, longest: number): AsyncGenerator<Line> {
  let parts: Uint8Array[] = [];
  let size = 0;
  const take = (): Line => {
    const line =
      size > longest ? undefined : new TextDecoder().decode(Buffer.concat(parts, size)).replace(/\r$/, '');
    parts = [];
    size = 0;
    return line;
  };
  const hold = (bytes: Uint8Array) => {
    size += bytes.length;
    if (size > longest) parts = [];
    else parts.push(bytes);
  };
  for await (const chunk of stream) {
    let from = 0;
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
      hold(chunk.subarray(from, at));
      from = at + 1;
      yield take();
    }
    // Not a view of a buffer that its owner may use again.
    if (from < chunk.length) hold(chunk.slice(from));
  }
  if (size > 0) yield take();
}
