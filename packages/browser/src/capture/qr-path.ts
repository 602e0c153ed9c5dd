/** A QR code as the path of an SVG; what draws it is fetched when it is wanted. */

/** Light cells around the code, as its standard asks for. */
const quiet = 4;

/** @returns Cells of a side, the quiet zone with them, and the dark ones as squares of one unit. */
export async function qrPath(text: string): Promise<{ readonly size: number; readonly path: string }> {
  const { generate } = await import('lean-qr');
  const code = generate(text);
  const squares: string[] = [];
  for (let y = 0; y < code.size; y++) {
    for (let x = 0; x < code.size; x++) {
      if (code.get(x, y)) squares.push(`M${x + quiet} ${y + quiet}h1v1h-1z`);
    }
  }
  return { size: code.size + 2 * quiet, path: squares.join('') };
}
