import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonReport } from '../../accuracy/inspections/accuracy-json.ts';
import { population } from '../../accuracy/testing/population.ts';
import { resultOf } from '../../accuracy/testing/result.ts';
import { readPeerAccuracy } from './peer-accuracy.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'livephoto-accuracy-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('readPeerAccuracy', () => {
  it('reads what bench accuracy writes when it asks other detectors', async () => {
    const asked = population().map((item, index) =>
      item.photo.category === 'liveness' ? { ...item, peers: { rival: (index % 100) / 100 } } : item,
    );
    const file = join(folder, 'accuracy.json');
    await writeFile(file, jsonReport(resultOf(asked), asked));
    const detectors = await readPeerAccuracy(file);
    expect(detectors.map(({ name }) => name)).toEqual(['livephoto', 'rival']);
    expect(detectors[0]!.eer.value).toBeLessThan(detectors[1]!.eer.value!);
    expect(detectors[0]!.bonaFide).toBe(detectors[1]!.bonaFide);
  });

  it.each([
    ['without other detectors', '{"figures":{}}'],
    ['of something else', '[]'],
    ['that is no JSON', 'hello'],
  ])('refuses a file %s, with the command that writes it', async (_, text) => {
    const file = join(folder, 'other.json');
    await writeFile(file, text);
    await expect(readPeerAccuracy(file)).rejects.toMatchObject({
      type: 'invalid_request',
      message: expect.stringContaining('pnpm bench accuracy --labels FILE --only liveness --baselines'),
    });
    await expect(readPeerAccuracy(join(folder, 'nowhere.json'))).rejects.toMatchObject({
      type: 'invalid_request',
    });
  });
});
