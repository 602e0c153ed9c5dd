/** What every `BlobStore` must do. A driver's own test opens one and calls this. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../testing/records.ts';
import type { BlobStore } from './blob-store.ts';

export function testBlobStore(open: () => Promise<BlobStore>, close?: () => Promise<void>): void {
  describe('BlobStore contract', () => {
    let blobs: BlobStore;
    beforeAll(async () => {
      blobs = await open();
    });
    afterAll(() => close?.());

    const list = async () => {
      const keys: string[] = [];
      for await (const key of blobs.list()) keys.push(key);
      return keys.sort();
    };
    const bytesOf = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 31) % 256);

    it('can be written, and lists nothing of the check', async () => {
      await blobs.check();
      expect(await list()).toEqual([]);
    });

    it('answers the bytes that were put, whatever their number', async () => {
      for (const length of [0, 1, 65_537, 4 * 1024 * 1024 + 29]) {
        const key = `live/${newId()}`;
        const bytes = bytesOf(length);
        await blobs.put(key, bytes);
        const got = await blobs.get(key);
        expect(got?.length).toBe(length);
        expect(Buffer.compare(got!, bytes)).toBe(0);
        await blobs.delete(key);
      }
    });

    it('answers undefined for no bytes, and takes a second delete', async () => {
      const key = `test/${newId()}`;
      expect(await blobs.get(key)).toBeUndefined();
      await blobs.put(key, bytesOf(10));
      await blobs.delete(key);
      await blobs.delete(key);
      expect(await blobs.get(key)).toBeUndefined();
      expect(await list()).toEqual([]);
    });

    it('lists every key of both modes', async () => {
      const keys = Array.from({ length: 12 }, (_, i) => `${i % 2 ? 'live' : 'test'}/${newId()}`).sort();
      await Promise.all(keys.map((key) => blobs.put(key, bytesOf(100))));
      expect(await list()).toEqual(keys);
      await Promise.all(keys.map((key) => blobs.delete(key)));
      expect(await list()).toEqual([]);
    });

    it('takes no key that could lead elsewhere', async () => {
      for (const key of [
        '',
        'live',
        '../secret',
        'live/../../x',
        `live/${newId()}/x`,
        'live/ABC',
        '/etc/passwd',
      ]) {
        await expect(blobs.put(key, bytesOf(1))).rejects.toThrow(RangeError);
        await expect(blobs.get(key)).rejects.toThrow(RangeError);
        await expect(blobs.delete(key)).rejects.toThrow(RangeError);
      }
    });
  });
}
