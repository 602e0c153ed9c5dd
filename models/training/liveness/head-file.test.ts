import { readFile } from 'node:fs/promises';
import type { LivenessHead } from '@livephoto/models';
import { expect, it } from 'vitest';
import { headFile } from './head-file.ts';

const file = new URL('../../weights/liveness-head.json', import.meta.url);

it('writes the file that is committed, byte by byte, from what is in it', async () => {
  const text = await readFile(file, 'utf8');
  expect(headFile(JSON.parse(text) as LivenessHead)).toBe(text);
});

it('keeps four digits of what was fitted, and whole numbers of photos', async () => {
  const head = JSON.parse(await readFile(file, 'utf8')) as LivenessHead;
  const linear = { mean: [0.123456], deviation: [1], weight: [-12345.6], bound: 2.5 };
  const text = headFile({ ...head, cues: [{ name: 'faceFeatures', linear, biasShare: 1 }] });
  expect(text).toContain('"mean": [0.1235],\n        "deviation": [1],\n        "weight": [-12350],\n');
  // A list is one line; a family of the provenance takes six.
  expect(text.split('\n').length).toBeLessThan(50 + 6 * head.provenance.families.length);
  expect(JSON.parse(text).provenance).toEqual(head.provenance);
});
