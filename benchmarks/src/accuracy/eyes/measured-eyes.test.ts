import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LabelledPhoto } from '../labels/labels.ts';
import { limitsTable, sourcesTable } from './eyes-tables.ts';
import { eyesOf, readSeen } from './measured-eyes.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'livephoto-eyes-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function csv(text: string): Promise<string> {
  const file = join(folder, 'seen.csv');
  await writeFile(file, text);
  return file;
}

const photo = (label: string, extra: LabelledPhoto['extra'] = {}, path = 'photos/web/1.jpg') =>
  ({ path, label, extra }) as LabelledPhoto;

describe('readSeen', () => {
  it('reads what was seen', async () => {
    const seen = await readSeen(await csv('photo,eyes\nweb/1.jpg,closed\nweb/2.jpg,unsure\n'));
    expect([...seen]).toEqual([
      ['web/1.jpg', 'closed'],
      ['web/2.jpg', 'unsure'],
    ]);
  });

  it('reads the list that comes with it', async () => {
    const file = fileURLToPath(new URL('../../../../models/training/eyes/seen.csv', import.meta.url));
    const labels = [...(await readSeen(file)).values()];
    expect(labels.filter((label) => label === 'closed')).toHaveLength(11);
    expect(labels.filter((label) => label === 'unsure')).toHaveLength(7);
  });

  it.each([
    ['a label of its own', 'photo,eyes\nweb/1.jpg,shut\n'],
    ['no photo', 'photo,eyes\n,closed\n'],
    ['other columns', 'path,label\nweb/1.jpg,closed\n'],
    ['no CSV', 'photo,eyes\n"web/1.jpg,closed\n'],
  ])('refuses %s by the option it came with', async (_, text) => {
    await expect(csv(text).then(readSeen)).rejects.toMatchObject({ type: 'invalid_request', param: 'seen' });
  });

  it('refuses a file that is not there', async () => {
    await expect(readSeen(join(folder, 'none.csv'))).rejects.toMatchObject({ param: 'seen' });
  });
});

describe('eyesOf', () => {
  it.each([
    ['closed', photo('obstructed', { occlusion: 'eyes_closed' })],
    ['open', photo('clear', { accessory: 'eyeglasses' })],
    ['open', photo('real')],
    ['open', photo('obstructed', { occlusion: 'mask' })],
    [undefined, photo('obstructed', { occlusion: 'sunglasses' })],
    [undefined, photo('spoof')],
    [undefined, photo('multi')],
    [undefined, photo('clear', { synthetic: true })],
  ])('takes the eyes for %s', (expected, one) => {
    expect(eyesOf(one, new Map())).toBe(expected);
  });

  it('believes whoever looked rather than the label', () => {
    const seen = new Map([['web/1.jpg', 'unsure' as const]]);
    expect(eyesOf(photo('clear'), seen)).toBe('unsure');
    expect(eyesOf(photo('clear', {}, 'photos/other/1.jpg'), seen)).toBe('open');
  });
});

describe('the tables', () => {
  const eyes = [0, 1, 2, 3].map((i) => ({ left: [], right: [], closed: i > 1, source: i % 2 ? 'a' : 'b' }));
  const logits = [-3, -1, 0, 2];

  it('tell both errors at every limit, and which is in use', () => {
    const { rows } = limitsTable('', eyes, logits, 1);
    expect(rows.at(-1)).toEqual([
      '1.00, in use',
      expect.stringMatching(/, 0\/2$/),
      expect.stringMatching(/, 1\/2$/),
    ]);
    expect(rows[0]![0]).toBe('-1.00');
  });

  it('tell each source by itself', () => {
    const rows = sourcesTable(eyes, logits, -2).rows.map(([source, open, closed]) => [
      source,
      open!.split(', ')[1],
      closed!.split(', ')[1],
    ]);
    expect(rows).toEqual([
      ['b', '0/1', '1/1'],
      ['a', '1/1', '1/1'],
    ]);
  });
});
