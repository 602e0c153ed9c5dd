/** The typeface of annotated pictures, from an npm package: the machine needs no fonts of its own. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { GlobalFonts } from '@napi-rs/canvas';

/** Inter comes cut into files by script; each is a family of its own, and text falls through them in this order. */
const scripts = ['latin', 'latin-ext', 'cyrillic', 'greek', 'vietnamese'] as const;
const family = (script: string) => `LivePhoto Inter ${script}`;

/** Makes the typeface known to the canvas; the canvas keeps fonts per process, so doing it twice is harmless. */
export function registerFonts(): void {
  const require = createRequire(import.meta.url);
  for (const script of scripts) {
    if (GlobalFonts.has(family(script))) continue;
    const file = require.resolve(`@fontsource-variable/inter/files/inter-${script}-wght-normal.woff2`);
    // Read here: the canvas itself cannot look into the archives of Yarn's Plug'n'Play.
    if (GlobalFonts.register(readFileSync(file), family(script)) === null) {
      throw new Error(`The font file ${file} cannot be read: install the packages again`);
    }
  }
}

const stack = [...scripts.map((script) => `"${family(script)}"`), 'sans-serif'].join(', ');

/** A canvas `font` value. */
export function font(size: number, weight: 400 | 500 | 600 | 700 = 400): string {
  return `${weight} ${size}px ${stack}`;
}
