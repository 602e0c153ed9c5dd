/**
 * Posts webhooks to the public internet: a name is resolved once, every address that it has must be a public one, and one of
 * those very addresses is connected to, so that a second answer of the name's server cannot lead elsewhere.
 */
import { lookup } from 'node:dns/promises';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { SendWebhook } from '../jobs/delivery-task.ts';
import { createPrivateAddresses } from './private-addresses.ts';

/** @param targets `any` lets private addresses and plain http pass. */
export function createSendWebhook(targets: 'public' | 'any', resolve: typeof lookup = lookup): SendWebhook {
  const privateAddresses = createPrivateAddresses();

  const addressOf = async (hostname: string): Promise<string> => {
    const bare = hostname.replace(/^\[|\]$/g, '');
    const found = await resolve(bare, { all: true, verbatim: true }).catch(() => []);
    const [first] = found;
    if (first === undefined) throw new Error('The name of the receiver is not known');
    if (targets === 'public' && found.some(({ address }) => privateAddresses.has(address))) {
      throw new Error(
        'The receiver is in a private network: LIVEPHOTO_WEBHOOK_TARGETS says that it may not be',
      );
    }
    return first.address;
  };

  return async ({ url: text, headers, body, signal }) => {
    const url = new URL(text);
    if (targets === 'public' && url.protocol !== 'https:') throw new Error('Webhooks go to https alone');
    const address = await addressOf(url.hostname);
    signal.throwIfAborted();
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    return new Promise<number>((settle, reject) => {
      const request = send(
        {
          host: address,
          servername: /^[\d.]+$|^\[/.test(url.hostname) ? '' : url.hostname,
          port: url.port || (url.protocol === 'https:' ? 443 : 80),
          path: url.pathname + url.search,
          method: 'POST',
          headers: { ...headers, host: url.host, 'content-length': Buffer.byteLength(body) },
          signal,
          agent: false,
        },
        (response) => {
          settle(response.statusCode ?? 0);
          // Nothing of what it says is wanted, however long it is.
          response.on('error', () => {});
          response.destroy();
        },
      );
      request.on('error', (error: NodeJS.ErrnoException) => {
        reject(
          signal.aborted
            ? signal.reason
            : new Error(`The receiver was not reached (${error.code ?? 'closed'})`),
        );
      });
      request.end(body);
    });
  };
}
