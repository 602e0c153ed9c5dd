import { describe, expect, it } from 'vitest';
import { createSendWebhook } from './send-webhook.ts';

const request = (url: string) => ({ url, headers: {}, body: '{}', signal: new AbortController().signal });
const resolvesTo = (...addresses: string[]) =>
  (async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))) as never;

describe('a webhook', () => {
  it.each([
    ['127.0.0.1'],
    ['10.0.0.1'],
    ['169.254.169.254'],
    ['::1'],
    ['::ffff:192.168.0.1'],
    // One that is public does not make up for one that is not.
    ['93.184.216.34', '127.0.0.1'],
  ])('does not go where a name leads to %s', async (...addresses) => {
    const send = createSendWebhook('public', resolvesTo(...addresses));
    await expect(send(request('https://hook.example/'))).rejects.toThrow('private network');
  });

  it('goes to https alone, and nowhere by a name that is not known', async () => {
    const send = createSendWebhook('public', (() => Promise.reject(new Error('ENOTFOUND'))) as never);
    await expect(send(request('http://hook.example/'))).rejects.toThrow('https alone');
    await expect(send(request('https://hook.example/'))).rejects.toThrow('not known');
  });
});
