/**
 * Encrypts what is kept of people: AES-256-GCM with a key of its own for each image, and one for the texts of each client;
 * those keys wrapped with a master key.
 */
import { fromBase64Url, sha256, toBase64Url, toHex } from '../encoding.ts';

/** A master key: 32 bytes, and the name that wrapped keys know it by. */
export interface MasterKey {
  /** First 8 hex digits of the SHA-256 of the bytes. */
  readonly id: string;
  readonly key: CryptoKey;
  /** HMAC-SHA-256, derived from the same bytes: it signs client tokens and tells nothing of `key`. */
  readonly signingKey: CryptoKey;
  /** The same of prints of frames: it hashes what they are found by. */
  readonly printKey: CryptoKey;
}

/** The master keys at hand: the current one wraps, and any of them unwraps. */
export interface Keyring {
  readonly current: MasterKey;
  readonly previous: readonly MasterKey[];
}

export interface Sealed {
  /** One byte of format (1), 12 of nonce, then the ciphertext with its tag. */
  readonly bytes: Uint8Array;
  /** `<master key id>.<nonce>.<wrapped data key>`, base64url. */
  readonly wrappedKey: string;
}

/** Encrypts images and texts, each with a key of its own that a master key wraps. */
export interface Vault {
  /** @param name what the bytes belong to: they cannot be opened as anything else. */
  seal(bytes: Uint8Array, name: string): Promise<Sealed>;
  /** @throws {Error} when the master key is unknown, or a bit of the bytes, the key or the name differs. */
  open(sealed: Sealed, name: string): Promise<Uint8Array>;
  /**
   * Makes a key for texts.
   * @param name what the key belongs to.
   * @returns the key, wrapped as that of an image is.
   */
  newTextKey(name: string): Promise<string>;
  /** Unwraps a key for texts. @throws {Error} when the master key is unknown, or a bit of the key or the name differs. */
  openTextKey(wrappedKey: string, name: string): Promise<TextKey>;
  /** The same data key wrapped with the current master key; what it encrypts stays as it is. */
  rewrap(wrappedKey: string, name: string): Promise<string>;
  /** Which master key wraps now. */
  currentKeyId(): Promise<string>;
  /**
   * A key that signs.
   * @param id of its master key; the current one when left out.
   * @returns undefined when no such master key is in the keyring.
   */
  signingKey(id?: string): Promise<SigningKey | undefined>;
  /** Keys that hash prints of frames: the current one's, then those of earlier master keys. */
  printKeys(): Promise<readonly CryptoKey[]>;
}

/** Seals texts with one key. */
export interface TextKey {
  /**
   * @param name what the text belongs to: it cannot be opened as anything else.
   * @returns `1.<nonce>.<ciphertext>`, base64url.
   */
  seal(text: string, name: string): Promise<string>;
  /** @throws {Error} when a bit of the text or the name differs. */
  open(sealed: string, name: string): Promise<string>;
}

export interface SigningKey {
  /** That of its master key. */
  readonly id: string;
  readonly key: CryptoKey;
}

const format = 1;
const nonceLength = 12;

/** @throws {RangeError} unless the key is 32 bytes. */
export async function importMasterKey(bytes: Uint8Array): Promise<MasterKey> {
  if (bytes.length !== 32) throw new RangeError(`A master key has 32 bytes, not ${bytes.length}`);
  const raw = bytes as Uint8Array<ArrayBuffer>;
  const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
  return {
    id: toHex(await sha256(bytes)).slice(0, 8),
    key,
    signingKey: await deriveKey(raw, 'client tokens'),
    printKey: await deriveKey(raw, 'prints'),
  };
}

/** HKDF, so that what is signed and what is encrypted never share a key. */
async function deriveKey(masterKey: Uint8Array<ArrayBuffer>, purpose: string): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey('raw', masterKey, 'HKDF', false, ['deriveKey']);
  const info = new TextEncoder().encode(`livephoto ${purpose} 1`);
  return crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info },
    material,
    { name: 'HMAC', hash: 'SHA-256', length: 256 },
    false,
    ['sign', 'verify'],
  );
}

/** @param keyring asked before every use, so that a rotated key is taken up while the server runs. */
export function createVault(keyring: () => Promise<Keyring>): Vault {
  const unwrap = async (wrappedKey: string, name: string) => {
    const [id, nonce, wrapped] = wrappedKey.split('.');
    if (!id || !nonce || !wrapped) throw new Error('The wrapped key is damaged');
    const { current, previous } = await keyring();
    const master = [current, ...previous].find((key) => key.id === id);
    if (!master) throw new Error(`The master key ${id} is not in the keyring`);
    return decrypt(master.key, fromBase64Url(nonce), fromBase64Url(wrapped), name);
  };

  const wrap = async (dataKey: Uint8Array, name: string) => {
    const { current } = await keyring();
    const { nonce, ciphertext } = await encrypt(current.key, dataKey, name);
    return `${current.id}.${toBase64Url(nonce)}.${toBase64Url(ciphertext)}`;
  };

  return {
    async seal(bytes, name) {
      const dataKey = crypto.getRandomValues(new Uint8Array(32));
      const wrappedKey = await wrap(dataKey, name);
      const { nonce, ciphertext } = await encrypt(await importDataKey(dataKey), bytes, name);
      dataKey.fill(0);
      const sealed = new Uint8Array(1 + nonceLength + ciphertext.length);
      sealed[0] = format;
      sealed.set(nonce, 1);
      sealed.set(ciphertext, 1 + nonceLength);
      return { bytes: sealed, wrappedKey };
    },

    async open(sealed, name) {
      if (sealed.bytes[0] !== format) throw new Error('The sealed image is of an unknown format');
      const dataKey = await unwrap(sealed.wrappedKey, name);
      const nonce = sealed.bytes.subarray(1, 1 + nonceLength);
      const ciphertext = sealed.bytes.subarray(1 + nonceLength);
      return decrypt(await importDataKey(dataKey), nonce, ciphertext, name);
    },

    async newTextKey(name) {
      const dataKey = crypto.getRandomValues(new Uint8Array(32));
      const wrappedKey = await wrap(dataKey, name);
      dataKey.fill(0);
      return wrappedKey;
    },

    async openTextKey(wrappedKey, name) {
      const dataKey = await unwrap(wrappedKey, name);
      const key = await importDataKey(dataKey);
      dataKey.fill(0);
      return textKey(key);
    },

    async rewrap(wrappedKey, name) {
      return wrap(await unwrap(wrappedKey, name), name);
    },

    currentKeyId: async () => (await keyring()).current.id,

    async signingKey(id) {
      const { current, previous } = await keyring();
      const master = id === undefined ? current : [current, ...previous].find((key) => key.id === id);
      return master && { id: master.id, key: master.signingKey };
    },

    async printKeys() {
      const { current, previous } = await keyring();
      return [current, ...previous].map(({ printKey }) => printKey);
    },
  };
}

function textKey(key: CryptoKey): TextKey {
  return {
    async seal(text, name) {
      const { nonce, ciphertext } = await encrypt(key, new TextEncoder().encode(text), name);
      return `${format}.${toBase64Url(nonce)}.${toBase64Url(ciphertext)}`;
    },
    async open(sealed, name) {
      const [version, nonce, ciphertext] = sealed.split('.');
      if (version !== String(format) || !nonce || !ciphertext) {
        throw new Error('The sealed text is of an unknown format');
      }
      return new TextDecoder().decode(
        await decrypt(key, fromBase64Url(nonce), fromBase64Url(ciphertext), name),
      );
    },
  };
}

function importDataKey(bytes: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', bytes as Uint8Array<ArrayBuffer>, 'AES-GCM', false, [
    'encrypt',
    'decrypt',
  ]);
}

function parameters(nonce: Uint8Array, name: string): AesGcmParams {
  return {
    name: 'AES-GCM',
    iv: nonce as Uint8Array<ArrayBuffer>,
    additionalData: new TextEncoder().encode(name),
  };
}

async function encrypt(key: CryptoKey, bytes: Uint8Array, name: string) {
  const nonce = crypto.getRandomValues(new Uint8Array(nonceLength));
  const ciphertext = await crypto.subtle.encrypt(
    parameters(nonce, name),
    key,
    bytes as Uint8Array<ArrayBuffer>,
  );
  return { nonce, ciphertext: new Uint8Array(ciphertext) };
}

async function decrypt(key: CryptoKey, nonce: Uint8Array, bytes: Uint8Array, name: string) {
  const plain = await crypto.subtle.decrypt(parameters(nonce, name), key, bytes as Uint8Array<ArrayBuffer>);
  return new Uint8Array(plain);
}
