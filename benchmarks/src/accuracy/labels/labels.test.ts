import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLabels } from './labels.ts';

const header = 'path,source_repo,license_or_terms,category,label,extra';
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'livephoto-labels-'));
  for (const name of ['photos/press/a.jpg', 'photos/press/b, c.jpg', 'photos/poses/p.jpg', 'flat.jpg']) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), '');
  }
});

afterAll(() => rm(folder, { recursive: true }));

async function csv(...lines: string[]): Promise<string> {
  const file = join(folder, 'labels.csv');
  await writeFile(file, lines.join('\n'));
  return file;
}

describe('readLabels', () => {
  it('reads rows with quoted commas and JSON, a byte order mark and other columns', async () => {
    const { photos, unscored } = await readLabels(
      await csv(
        `\uFEFF${header},more`,
        '"photos/press/b, c.jpg",owner/repo,"free, as stated",faces,multi,"{""faces"": ""2+"", ""weak"": true}",x',
        'photos/poses/p.jpg,owner/poses,,orientation,pose,"{""yaw"": -15, ""pitch"": 30}",x',
        'flat.jpg,owner/flat,,obstruction,obstructed,"{""synthetic"": true, ""weak"": false}",x',
        'photos/press/a.jpg,owner/repo,,smoke,real,,x',
        '',
      ),
    );
    expect(photos).toEqual([
      {
        path: 'photos/press/b, c.jpg',
        file: join(folder, 'photos/press/b, c.jpg'),
        source: 'press',
        repository: 'owner/repo',
        category: 'faces',
        label: 'multi',
        extra: { faces: '2+', weak: true },
        standing: 'weak',
      },
      expect.objectContaining({ source: 'poses', standing: 'firm', extra: { yaw: -15, pitch: 30 } }),
      expect.objectContaining({ source: 'owner/flat', standing: 'made' }),
    ]);
    expect(unscored).toEqual({ smoke: 1 });
  });

  it.each([
    [
      'a missing column',
      ['path,category,label', 'a,faces,zero'],
      'lacks the columns source_repo, license_or_terms, extra',
    ],
    [
      'an unknown label',
      [header, 'flat.jpg,r,,faces,two,'],
      "line 2: 'two' is no label of faces; use zero or single or multi",
    ],
    [
      'broken JSON',
      [header, 'flat.jpg,r,,faces,zero,', 'flat.jpg,r,,faces,zero,{weak}'],
      'line 3: the column extra is not JSON: {weak}',
    ],
    ['JSON that is no object', [header, 'flat.jpg,r,,faces,zero,[1]'], 'must hold a JSON object'],
    ['angles that are missing', [header, 'flat.jpg,r,,orientation,pose,'], 'needs extra.yaw and extra.pitch'],
    ['a quote that never ends', [header, 'flat.jpg,r,,faces,zero,"{'], 'not a well-formed CSV'],
    ['a line with too few fields', [header, 'flat.jpg,r,faces'], 'not a well-formed CSV'],
    ['no row to score', [header, 'flat.jpg,r,,smoke,real,'], 'no row of a category that can be scored'],
    [
      'a photo that is not there',
      [header, 'flat.jpg,r,,faces,zero,', 'gone.jpg,r,,faces,zero,'],
      '1 of 2 photos',
    ],
  ])('says what is wrong with %s', async (_, lines, message) => {
    await expect(readLabels(await csv(...lines))).rejects.toMatchObject({
      type: 'invalid_request',
      param: 'labels',
      message: expect.stringContaining(message),
    });
  });

  it('says where it looked for a file that is not there', async () => {
    const file = join(folder, 'nowhere.csv');
    await expect(readLabels(file)).rejects.toThrow(`There is no labels file at ${file}`);
    await expect(readLabels(folder)).rejects.toThrow('cannot be read (EISDIR)');
  });
});
