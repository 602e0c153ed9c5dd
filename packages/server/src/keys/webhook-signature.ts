/** Signs webhooks as the Standard Webhooks specification says: HMAC-SHA-256 over id, time and body. */
import { fromBase64Url } from '../encoding.ts';

const prefix = 'whsec_';

/** @returns a secret of 256 random bits, `whsec_` and base64. */
export function newWebhookSecret(): string {
  return prefix + base64(crypto.getRandomValues(new Uint8Array(32)));
}

/** @returns whether a text is a secret: `whsec_` and the base64 of 24 to 64 bytes. */
export function isWebhookSecret(text: string): boolean {
  if (!/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(text)) return false;
  const { length } = bytesOf(text);
  return length >= 24 && length <= 64;
}

/**
 * The headers of one try.
 * @param seconds since 1970, of the try.
 */
export async function webhookHeaders(
  secret: string,
  id: string,
  seconds: number,
  body: string,
): Promise<Record<string, string>> {
  const key = await crypto.subtle.importKey(
    'raw',
    bytesOf(secret),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign'],
  );
  const content = new TextEncoder().encode(`${id}.${seconds}.${body}`);
  const signature = new Uint8Array(await crypto.subtle.sign('HMAC', key, content));
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${base64(signature)}`,
  };
}

function bytesOf(secret: string): Uint8Array<ArrayBuffer> {
  const text = secret.slice(prefix.length).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  return new Uint8Array(fromBase64Url(text));
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
