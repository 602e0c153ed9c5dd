import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { canonicalHead } from './liveness-head.ts';

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

it('is the same bytes however the parts of the file are ordered', async () => {
  const bytes = await readFile(new URL('../weights/liveness-head.json', import.meta.url));
  const head = JSON.parse(bytes.toString()) as Record<string, unknown>;
  const turned = Object.fromEntries(Object.entries(head).reverse());
  turned.cues = (head.cues as object[]).map((cue) => Object.fromEntries(Object.entries(cue).reverse()));
  expect(JSON.stringify(turned)).not.toBe(JSON.stringify(head));
  expect(JSON.stringify(canonicalHead(encode(turned)))).toBe(JSON.stringify(canonicalHead(bytes)));
  expect(canonicalHead(bytes)).toEqual(head);
});

it('refuses a file that core would refuse', () => {
  expect(() => canonicalHead(encode({ version: 2, cues: [], fusion: {}, provenance: {} }))).toThrow(
    expect.objectContaining({ type: 'model_invalid' }),
  );
});
