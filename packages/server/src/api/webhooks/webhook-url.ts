/** Where a webhook may go, as far as its URL tells. What its name resolves to is looked at before each try. */
import { LivePhotoError } from '@livephoto/core';

const wrong = (message: string) => new LivePhotoError('invalid_request', `url: ${message}`, { param: 'url' });

/**
 * @param targets `public`: https alone, and no address or name of a private network.
 * @returns the URL in its normal form.
 * @throws {LivePhotoError} `invalid_request` that says what is wrong.
 */
export function checkWebhookUrl(text: string, targets: 'public' | 'any'): string {
  if (!URL.canParse(text)) throw wrong('must be an https URL');
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(targets === 'any' && url.protocol === 'http:')) {
    throw wrong('must be an https URL');
  }
  if (url.username !== '' || url.password !== '') throw wrong('must not have a user or password in it');
  url.hash = '';
  // A URL spells every IPv4 address with dots, however it was given.
  const host = url.hostname.replace(/\.$/, '');
  const isAddress = host.startsWith('[') || /^\d+\.\d+\.\d+\.\d+$/.test(host);
  const isLocal = !host.includes('.') || /\.(localhost|local|internal|home\.arpa)$/i.test(host);
  if (targets === 'public' && (isAddress || isLocal)) {
    throw wrong('must name a host of the public internet, by its name');
  }
  return url.href;
}
