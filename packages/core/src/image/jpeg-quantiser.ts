/** How coarsely a JPEG was stored: the mean step of its quantisation tables (ITU-T T.81, B.2.4.1). */

const steps = 64;

/**
 * Adds the mean step of every table in a DQT segment to `means`, by the table's number. What is cut short is left out:
 * the decoder is who refuses it.
 * @param content The segment behind its length.
 */
export function addQuantisers(content: Uint8Array, means: Map<number, number>): void {
  for (let at = 0; at < content.length; ) {
    const wide = content[at]! >> 4 !== 0;
    const table = content[at]! & 15;
    const end = at + 1 + steps * (wide ? 2 : 1);
    if (end > content.length) return;
    let sum = 0;
    for (let i = at + 1; i < end; i++) sum += content[i]! * (wide && (i - at) % 2 === 1 ? 256 : 1);
    means.set(table, sum / steps);
    at = end;
  }
}
