import { afterAll, expect, it } from 'vitest';
import { newId } from '../testing/records.ts';
import { startS3 } from '../testing/s3.ts';
import { testBlobStore } from './blob-store.contract.ts';
import { openS3Blobs } from './s3.ts';

const server = await startS3();
afterAll(() => server.stop());

testBlobStore(async () => openS3Blobs(server.options));

it('keeps to its prefix', async () => {
  const inner = openS3Blobs({ ...server.options, prefix: 'faces/' });
  const outer = openS3Blobs(server.options);
  const key = `live/${newId()}`;
  await inner.put(key, new Uint8Array(3));
  expect(await outer.get(key)).toBeUndefined();
  const keys: string[] = [];
  for await (const found of inner.list()) keys.push(found);
  expect(keys).toEqual([key]);
  await inner.delete(key);
});

it('says which driver and bucket refused, and nothing secret', async () => {
  const wrong = openS3Blobs({ ...server.options, bucket: 'nowhere' });
  await expect(wrong.put(`live/${newId()}`, new Uint8Array(3))).rejects.toThrow(
    "S3 driver: PUT in bucket 'nowhere' answered 404 (NoSuchBucket)",
  );
  const stranger = openS3Blobs({ ...server.options, accessKeyId: 'stranger', secretAccessKey: 'hush' });
  const error = await stranger.put(`live/${newId()}`, new Uint8Array(3)).catch((e: Error) => e);
  expect(String(error)).toContain('403 (InvalidAccessKeyId)');
  expect(String(error)).not.toMatch(/hush|stranger/);
});
