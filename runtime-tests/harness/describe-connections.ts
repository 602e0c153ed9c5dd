/** Connections that misbehave, against a server on any runtime: it says what is wrong, stores nothing, and goes on. */
import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sampleFolder } from './photos.ts';
import type { ServerProcess } from './start-server.ts';

const ada = {
  type: 'person',
  email: 'ada@example.com',
  personDetails: { firstName: 'Ada', lastName: 'Lovelace' },
};

/**
 * @param noticesLeaving whether the runtime tells of a client that leaves once its body has come in. Deno does not for
 *   bodies of more than a few kilobytes; what is stored then is whole.
 */
export function describeConnections(
  title: string,
  start: (settings: Record<string, string>) => Promise<ServerProcess>,
  noticesLeaving: boolean,
): void {
  describe(title, () => {
    let server: ServerProcess;
    let selfie: Buffer;
    let clientId: string;
    beforeAll(async () => {
      selfie = await readFile(join(sampleFolder, 'selfie.jpg'));
      server = await start({ LIVEPHOTO_REQUEST_TIMEOUT: '2' });
      clientId = (await call('POST', '/v1/clients', JSON.stringify(ada))).id;
    });
    afterAll(() => server?.close());
    afterEach(async () => {
      const { items } = await call('GET', `/v1/livePhotos?clientId=${clientId}`);
      expect(items).toEqual([]);
      expect(server.errors()).not.toContain('"level":"error"');
    });

    const call = async (method: string, path: string, body?: string) => {
      const response = await fetch(server.url + path, {
        method,
        headers: {
          Authorization: server.liveKey,
          'Content-Type': 'application/json',
          // One that is kept would be closed by the server's short patience.
          Connection: 'close',
        },
        ...(body === undefined ? {} : { body }),
      });
      return response.status === 204 ? undefined : response.json();
    };

    const head = (length: number) =>
      [
        `POST /v1/livePhotos?clientId=${clientId} HTTP/1.1`,
        'Host: localhost',
        `Authorization: ${server.liveKey}`,
        'Content-Type: image/jpeg',
        `Content-Length: ${length}`,
        '\r\n',
      ].join('\r\n');

    /** Sends over a connection of its own. @returns what came back until it was closed. */
    const exchange = (send: (socket: Socket) => void): Promise<string> =>
      new Promise((resolve) => {
        const { port, hostname } = new URL(server.url);
        let text = '';
        const socket = connect({ port: Number(port), host: hostname });
        socket.setTimeout(240_000, () => socket.destroy());
        socket.on('data', (chunk) => {
          text += chunk;
          if (/\r\n\r\n[\s\S]*\}/.test(text)) socket.destroy();
        });
        socket.on('error', () => {});
        socket.on('close', () => resolve(text));
        send(socket);
      });

    it('does not start where another program listens, or with what its runtime has not, and says so', async () => {
      const { port } = new URL(server.url);
      await expect(start({ LIVEPHOTO_PORT: port })).rejects.toThrow(/another program does already/);
      await expect(start({ LIVEPHOTO_BACKEND: 'native' })).rejects.toThrow(/runs on Node alone/);
    });

    it('refuses a body that is too large from its header', async () => {
      const answer = await exchange((socket) => socket.write(head(100_000_000)));
      expect(answer).toMatch(/^HTTP\/1\.1 413 [\s\S]*"type":"payload_too_large"/);
    });

    it('gives up on a body that is too slow', async () => {
      const answer = await exchange((socket) => {
        socket.write(head(selfie.length));
        // Now and then a byte: it is not that nothing comes.
        const timer = setInterval(() => socket.write(selfie.subarray(0, 1)), 300);
        socket.on('close', () => clearInterval(timer));
      });
      expect(answer).toMatch(/^HTTP\/1\.1 400 [\s\S]*"type":"invalid_request"[\s\S]*too long to arrive/);
    });

    it('stores nothing of a client that goes away during its upload', async () => {
      await exchange((socket) => {
        socket.write(head(selfie.length));
        socket.write(selfie.subarray(0, selfie.length >> 1), () => setTimeout(() => socket.destroy(), 200));
      });
      await sleep(500);
    });

    it(`stores ${noticesLeaving ? 'nothing' : 'nothing by halves'} of a client that goes away while its photo is inspected`, async () => {
      await Promise.all(
        // More than there are workers: some wait while their clients leave.
        Array.from({ length: 4 }, () =>
          exchange((socket) => {
            socket.write(head(selfie.length));
            socket.write(selfie, () => setTimeout(() => socket.destroy(), 30));
          }),
        ),
      );
      await sleep(1500);
      if (noticesLeaving) return;
      for (const { id } of (await call('GET', `/v1/livePhotos?clientId=${clientId}`)).items) {
        const { data } = await call('GET', `/v1/livePhotos/${id}/download`);
        expect(Buffer.from(data, 'base64').equals(selfie)).toBe(true);
        await call('DELETE', `/v1/livePhotos/${id}`);
      }
    });
  });
}
