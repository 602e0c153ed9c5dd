import { expect, it } from 'vitest';
import { createVault, importMasterKey, type Keyring } from './vault.ts';

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const ring = async (): Promise<Keyring> => ({ current: await importMasterKey(random(32)), previous: [] });
const image = random(50_000);

it('opens what it sealed, and only under the same name', async () => {
  const keyring = await ring();
  const vault = createVault(async () => keyring);
  const sealed = await vault.seal(image, 'live/a');
  expect(Buffer.compare(await vault.open(sealed, 'live/a'), image)).toBe(0);
  await expect(vault.open(sealed, 'live/b')).rejects.toThrow();
});

it('never seals the same bytes to the same bytes, nor leaves any of them readable', async () => {
  const keyring = await ring();
  const vault = createVault(async () => keyring);
  const [one, two] = [await vault.seal(image, 'x'), await vault.seal(image, 'x')];
  expect(Buffer.compare(one.bytes, two.bytes)).not.toBe(0);
  expect(one.wrappedKey).not.toBe(two.wrappedKey);
  expect(Buffer.from(one.bytes).includes(Buffer.from(image.subarray(100, 116)))).toBe(false);
});

it('refuses a changed bit anywhere', async () => {
  const keyring = await ring();
  const vault = createVault(async () => keyring);
  const sealed = await vault.seal(image, 'x');
  for (const at of [0, 1, 12, 13, 30_000, sealed.bytes.length - 1]) {
    const bytes = sealed.bytes.slice();
    bytes[at]! ^= 1;
    await expect(vault.open({ ...sealed, bytes }, 'x')).rejects.toThrow();
  }
  const flipped = sealed.wrappedKey.replace(/.$/, (last) => (last === 'A' ? 'E' : 'A'));
  await expect(vault.open({ ...sealed, wrappedKey: flipped }, 'x')).rejects.toThrow();
  await expect(vault.open({ ...sealed, wrappedKey: 'nonsense' }, 'x')).rejects.toThrow('damaged');
  await expect(vault.open({ ...sealed, bytes: sealed.bytes.subarray(0, 9) }, 'x')).rejects.toThrow();
});

it('goes on reading after a rotation, and needs the old key no more after rewrapping', async () => {
  const before = await ring();
  const sealed = await createVault(async () => before).seal(image, 'x');
  const current = await importMasterKey(random(32));
  const both = createVault(async () => ({ current, previous: [before.current] }));
  const fresh = createVault(async () => ({ current, previous: [] }));
  expect(Buffer.compare(await both.open(sealed, 'x'), image)).toBe(0);
  await expect(fresh.open(sealed, 'x')).rejects.toThrow('is not in the keyring');
  const wrappedKey = await both.rewrap(sealed.wrappedKey, 'x');
  expect(wrappedKey.startsWith(current.id)).toBe(true);
  expect(Buffer.compare(await fresh.open({ ...sealed, wrappedKey }, 'x'), image)).toBe(0);
});

it('takes 32 bytes as a master key and nothing else', async () => {
  await expect(importMasterKey(random(16))).rejects.toThrow('32 bytes, not 16');
});
