/** `livephoto audit` and `livephoto sweep`, as the built program. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createLog, openStorage, readConfig } from '@livephoto/server/node';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSqlite } from '../../packages/server/src/store/sqlite/sqlite.ts';
import { newAudit, newClient, newPhoto, smallReport } from '../../packages/server/src/testing/records.ts';

const main = fileURLToPath(new URL('../../packages/cli/dist/main.js', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'livephoto-cli-upkeep-'));
const data = join(folder, 'data');
afterAll(() => rm(folder, { recursive: true }));

async function livephoto(...args: string[]) {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [main, ...args, '--data', data]);
    return { code: 0, stdout, stderr };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

/** 15 live photos of 2001, and 5 of today. */
beforeAll(async () => {
  const { store, close } = await openStorage(readConfig({ data }, {}), createLog('silent'));
  const client = newClient();
  await store.createClient(client, newAudit('client.create', { mode: 'live', clientId: client.id }));
  for (let i = 0; i < 20; i++) {
    const photo = newPhoto(client, i < 15 ? `2001-01-01T00:00:00.0${10 + i}Z` : new Date().toISOString());
    await store.reserveBlob(photo.blobKey, '2999');
    const audit = newAudit('livePhoto.create', { mode: 'live', livePhotoId: photo.id });
    await store.commitUpload({ photo, report: smallReport, audit });
  }
  await close();
});

describe('livephoto sweep', () => {
  it('says what would go and deletes nothing, then deletes its share, and writes that down', async () => {
    const plan = await livephoto('sweep', '--dry-run', '--retention-days', '30');
    expect(plan).toMatchObject({ code: 0 });
    expect(plan.stdout).toMatch(
      /^Of 20 live photos 15 are from before 20.*Z\.\nA sweep would delete 10 of them now\.\n$/,
    );
    expect((await livephoto('sweep', '--dry-run')).stdout).toMatch(
      /^20 live photos are kept until they are deleted\.\n/,
    );
    const swept = await livephoto('sweep', '--retention-days', '30');
    expect(swept.stdout).toContain('Deleted 10 live photos, and removed 0 blobs that nobody needed.\n');
    expect((await livephoto('sweep', '--dry-run', '--retention-days', '30')).stdout).toContain(
      'Of 10 live photos 5',
    );
    const all = await livephoto('sweep', '--retention-days', '30', '--retention-share', '100');
    expect(all.stdout).toContain('Deleted 5 live photos');
  });

  it('makes nothing where there are no data', async () => {
    const away = await promisify(execFile)(process.execPath, [
      main,
      'sweep',
      '--data',
      join(folder, 'nothing'),
    ]).catch((error: { code: number; stderr: string }) => error);
    expect(away).toMatchObject({ code: 2, stderr: expect.stringContaining('There is no livephoto data in') });
  });
});

describe('livephoto audit', () => {
  it('verifies, prints a head, and names the entry that was changed', async () => {
    const fine = await livephoto('audit', 'verify');
    expect(fine).toMatchObject({ code: 0 });
    expect(fine.stdout).toMatch(/^All \d\d entries fit\. The last hash is [0-9a-f]{64}\.\n$/);
    const head = join(folder, 'head.json');
    await writeFile(head, (await livephoto('audit', 'head')).stdout);
    expect((await livephoto('audit', 'verify', '--head', head)).code).toBe(0);

    const database = openSqlite(join(data, 'livephoto.db'));
    await sql`drop trigger audit_logs_no_update`.execute(database.kysely);
    await sql`update audit_logs set key_id = 'somebody else' where seq = 7`.execute(database.kysely);
    await database.close();
    const found = await livephoto('audit', 'verify', '--head', head);
    expect(found.code).toBe(1);
    expect(found.stdout).toMatch(/^6 entries fit; entry 7 \(livePhoto\.create of .*\) is not what it was/);
  });

  it('says what is no head', async () => {
    const wrong = join(folder, 'wrong.json');
    await writeFile(wrong, '{"seq": -1}');
    const answer = await livephoto('audit', 'verify', '--head', wrong);
    expect(answer).toMatchObject({ code: 2, stderr: expect.stringContaining('is nothing that') });
    expect((await livephoto('audit', 'verify', '--head', join(folder, 'none'))).code).toBe(2);
  });
});
