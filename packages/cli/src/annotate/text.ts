/** Breaks and cuts text to the width it is drawn in. */
import type { SKRSContext2D } from '@napi-rs/canvas';

/** Lines no wider than `width` in the context's font; a word that alone is wider is broken. No-break spaces hold. */
export function wrapText(context: SKRSContext2D, text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/[ \t\n]+/).filter((part) => part !== '')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (context.measureText(longer).width <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = '';
    for (const character of word) {
      if (line !== '' && context.measureText(line + character).width > width) {
        lines.push(line);
        line = '';
      }
      line += character;
    }
  }
  if (line !== '') lines.push(line);
  return lines;
}

/** The text, or its start and end around an ellipsis where it is too wide. */
export function cutMiddle(context: SKRSContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  const characters = [...text];
  let kept = characters.length - 1;
  while (kept > 1) {
    const head = characters.slice(0, Math.ceil(kept / 2)).join('');
    const tail = characters.slice(characters.length - Math.floor(kept / 2)).join('');
    const cut = `${head}…${tail}`;
    if (context.measureText(cut).width <= width) return cut;
    kept -= 1;
  }
  return '…';
}
