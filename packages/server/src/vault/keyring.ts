/** A keyring from master keys written as text. */
import { fromBase64Url } from '../encoding.ts';
import { importMasterKey, type Keyring } from './vault.ts';

/** @param current, previous 32 bytes each, base64. */
export async function keyringOf(current: string, previous: readonly string[]): Promise<Keyring> {
  const read = (text: string) => importMasterKey(fromBase64Url(text));
  return { current: await read(current), previous: await Promise.all(previous.map(read)) };
}
