import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assertPlace, type Place, readBetween, writeBetween } from './marked-document.ts';

const place: Place = {
  start: '<!-- a -->',
  end: '<!-- b -->',
  what: 'tables',
  param: 'out',
  heading: '# Mine',
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'livephoto-marked-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('writeBetween', () => {
  it('makes a document, then changes what is between the marks alone', async () => {
    const path = join(folder, 'new.md');
    expect(await readBetween(path, place)).toBe('');
    await assertPlace(path, place);
    await writeBetween(path, place, 'one');
    expect(await readFile(path, 'utf8')).toBe('# Mine\n\n<!-- a -->\n\none\n\n<!-- b -->\n');
    await writeFile(path, `Before ${place.start} old ${place.end} after`);
    await writeBetween(path, place, 'two');
    expect(await readFile(path, 'utf8')).toBe('Before <!-- a -->\n\ntwo\n\n<!-- b --> after');
    expect(await readBetween(path, place)).toContain('two');
  });

  it.each(['Dear reader', 'only <!-- a -->', 'turned <!-- b --> <!-- a -->'])(
    'never overwrites a document that has no place: %s',
    async (text) => {
      const path = join(folder, 'letter.md');
      await writeFile(path, text);
      const refusal = {
        type: 'invalid_request',
        param: 'out',
        message: expect.stringContaining('no place for the tables'),
      };
      await expect(assertPlace(path, place)).rejects.toMatchObject(refusal);
      await expect(writeBetween(path, place, 'x')).rejects.toMatchObject(refusal);
      expect(await readFile(path, 'utf8')).toBe(text);
    },
  );
});
