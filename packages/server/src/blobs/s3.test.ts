import { type AddressInfo, createServer, type Socket } from 'node:net';
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

it('ends each request by what is left of its caller’s budget, whether the bucket is silent or stops in the middle', async () => {
  const sockets: Socket[] = [];
  let answer = '';
  const frozen = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    if (answer !== '') socket.on('data', () => socket.write(answer));
  });
  await new Promise<void>((resolve) => frozen.listen(0, '127.0.0.1', resolve));
  const { port } = frozen.address() as AddressInfo;
  // Far more than a test may take: what ends sooner was ended by the budget.
  const endless = { ...server.options, endpoint: `http://127.0.0.1:${port}`, timeout: 120_000 };
  let timeLeft = 100;
  const blobs = openS3Blobs({ ...endless, timeLeft: () => timeLeft });
  const key = `live/${'0'.repeat(24)}`;
  await expect(blobs.put(key, new Uint8Array(10))).rejects.toThrow(/timeout|aborted/i);
  await expect(blobs.delete(key)).rejects.toThrow(/timeout|aborted/i);
  await expect(blobs.check()).rejects.toThrow(/timeout|aborted/i);
  answer = 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbegun';
  await expect(blobs.get(key)).rejects.toThrow(/timeout|aborted/i);
  const asked = sockets.length;
  timeLeft = 0;
  await expect(blobs.get(key)).rejects.toThrow(/timeout|aborted/i);
  expect(sockets.length - asked).toBeLessThanOrEqual(1);
  for (const socket of sockets) socket.destroy();
  frozen.close();
});
