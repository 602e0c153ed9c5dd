/** Webhooks of a whole server: what is sent, to whom, how often, and where never. */
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createSocketServer, type Socket } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readSample } from './server.ts';
import type { ApiUnderTest, InDatabase, StartApi } from './watched-server.ts';

interface Received {
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** @param start starts a server on some runtime. */
export function testWebhooks(start: StartApi): void {
  let server: ApiUnderTest;
  let inDatabase: InDatabase;
  let receiver: Server;
  let url: string;
  let clientId: string;
  let status = 204;
  const received: Received[] = [];

  const hooks = '/v1/webhookEndpoints';
  const until = (what: () => boolean | Promise<boolean>) => expect.poll(what, { interval: 50 }).toBe(true);
  const deliveries = async (id: string, state = '') =>
    (await server.call('GET', `${hooks}/${id}/deliveries${state && `?state=${state}`}`)).json.items;
  const upload = async (sample = 'selfie.jpg') =>
    (await server.upload(clientId, await readSample(sample), {})).json;

  beforeAll(async () => {
    receiver = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text) => {
        body += text;
      });
      request.on('end', () => {
        // Workers name themselves.
        const { 'cf-worker': _, ...headers } = request.headers as Record<string, string>;
        received.push({ headers, body });
        // A redirect is nothing to follow.
        response.writeHead(status, { location: '/elsewhere' }).end('x'.repeat(100_000));
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook?of=livephoto`;
    ({ server, inDatabase } = await start({ LIVEPHOTO_WEBHOOK_TARGETS: 'any' }));
    clientId = await server.createClient();
  });
  afterAll(async () => {
    receiver?.close();
    await server?.close();
  });

  it('sends what happened, signed, with ids and verdicts and nothing of a person', async () => {
    const { json: hook } = await server.call('POST', hooks, { body: { url } });
    const photo = await upload();
    await upload('no-face.jpg');
    await server.call('POST', `/v1/livePhotos/${photo.id}/redact`);
    await server.call('POST', `/v1/livePhotos/${photo.id}/redact`);
    await until(() => received.length >= 4);
    const verifier = new Webhook(hook.secret);
    const events = received.map(({ headers, body }) => verifier.verify(body, headers) as { type: string });
    expect(events.map(({ type }) => type).sort()).toEqual([
      'live_photo.created',
      'live_photo.inspected',
      'live_photo.inspected',
      'live_photo.redacted',
    ]);
    const data = { livePhotoId: photo.id, clientId, mode: 'live' };
    expect(events).toContainEqual({ type: 'live_photo.redacted', timestamp: expect.any(String), data });
    const refused = { livePhotoId: null, accepted: false, refusal: 'face_not_detected' };
    expect(events).toContainEqual(expect.objectContaining({ data: expect.objectContaining(refused) }));
    expect(JSON.stringify(received)).not.toMatch(/\bada\b|lovelace|example\.com|base64/i);
    const forged = { ...received[0]!, body: received[0]!.body.replace('live', 'test') };
    expect(() => verifier.verify(forged.body, forged.headers)).toThrow();
    await until(async () => (await deliveries(hook.id, 'delivered')).length === 4);
    expect((await server.call('GET', `${hooks}/${hook.id}`)).json).not.toHaveProperty('secret');

    // The secret lies in no row as it is.
    const [row] = await inDatabase(({ kysely }) =>
      kysely.selectFrom('webhook_endpoints').selectAll().execute(),
    );
    expect(JSON.stringify(row)).not.toContain(hook.secret.slice('whsec_'.length));
    await server.call('DELETE', `${hooks}/${hook.id}`);
  });

  it('tries again, gives up, lists what is dead, and replays it under the same id', async () => {
    status = 500;
    received.length = 0;
    const body = { url, events: ['live_photo.created'] };
    const { json: hook } = await server.call('POST', hooks, { body });
    await upload();
    await until(() => received.length >= 2);
    const [waiting] = await deliveries(hook.id, 'pending');
    expect(waiting).toMatchObject({ status: 500, problem: 'The receiver answered 500' });
    expect(waiting.nextAt > waiting.createdAt).toBe(true);
    const early = await server.call('POST', `/v1/webhookDeliveries/${waiting.id}/replay`);
    expect(early.status).toBe(409);

    // Gone: no more of it, for nobody.
    status = 410;
    await upload();
    await until(async () => (await deliveries(hook.id, 'dead')).length >= 1);
    expect((await server.call('GET', `${hooks}/${hook.id}`)).json.enabled).toBe(false);

    status = 302;
    await server.call('POST', `${hooks}/${hook.id}`, { body: { enabled: true } });
    const [dead] = await deliveries(hook.id, 'dead');
    received.length = 0;
    expect((await server.call('POST', `${hooks}/${hook.id}/replay`)).json.replayed).toBeGreaterThan(0);
    await until(() => received.some(({ headers }) => headers['webhook-id'] === dead.eventId));
    await until(async () => {
      const all = await deliveries(hook.id);
      return all.find(({ id }: { id: string }) => id === dead.id).problem === 'The receiver answered 302';
    });
    await server.call('DELETE', `${hooks}/${hook.id}`);
    expect((await server.call('GET', `${hooks}/${hook.id}/deliveries`)).status).toBe(404);
  });

  it('bears receivers that hang up, speak no HTTP, or never come to an end', async () => {
    const endless = Buffer.alloc(65_536, 'x');
    const flood = (socket: Socket) => {
      if (socket.destroyed) return;
      if (socket.write(endless)) setImmediate(flood, socket);
      else socket.once('drain', () => flood(socket));
    };
    let flooded = 0;
    const odd = createSocketServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', (data) => {
        const path = String(data).split(' ')[1];
        if (path === '/hangs-up') socket.destroy();
        else if (path === '/no-http') socket.end('220 mail.example.com ESMTP\r\n');
        else {
          socket.once('close', () => {
            flooded += 1;
          });
          socket.write('HTTP/1.1 200 OK\r\n\r\n');
          flood(socket);
        }
      });
    });
    await new Promise<void>((resolve) => odd.listen(0, '127.0.0.1', resolve));
    const base = `http://127.0.0.1:${(odd.address() as AddressInfo).port}`;
    const made = await Promise.all(
      ['hangs-up', 'no-http', 'endless'].map(async (path) => {
        const body = { url: `${base}/${path}`, events: ['live_photo.created'] };
        return (await server.call('POST', hooks, { body })).json.id as string;
      }),
    );
    await upload();
    const first = async (id: string) => (await deliveries(id))[0];
    for (const [i, id] of made.entries()) {
      await until(async () => (await first(id)).attempts > 0);
      const { state, status, problem } = await first(id);
      if (i === 2)
        expect({ state, status, problem }).toEqual({ state: 'delivered', status: 200, problem: null });
      else {
        expect({ state, status }).toEqual({ state: 'pending', status: null });
        expect(problem).toContain('The receiver was not reached');
      }
    }
    // Nothing more of it is taken in.
    await until(() => flooded > 0);
    await Promise.all(made.map((id) => server.call('DELETE', `${hooks}/${id}`)));
    odd.close();
  });

  it('is another account’s and mode’s not to see, and needs the scope admin', async () => {
    status = 204;
    const { json: hook } = await server.call('POST', hooks, { body: { url } });
    const asTest = { key: server.testKey };
    expect((await server.call('GET', `${hooks}/${hook.id}`, asTest)).status).toBe(404);
    expect((await server.call('DELETE', `${hooks}/${hook.id}`, asTest)).status).toBe(404);
    expect((await server.call('GET', hooks, asTest)).json.totalItems).toBe(0);
    received.length = 0;
    const other = await server.createClient(server.testKey);
    await server.upload(other, await readSample('selfie.jpg'), asTest);
    const sweep = await server.call('POST', '/v1/jobs', { body: { type: 'sweep' } });
    await until(
      async () => (await server.call('GET', `/v1/jobs/${sweep.json.id}`)).json.state === 'succeeded',
    );
    expect(received).toEqual([]);
    await server.call('DELETE', `${hooks}/${hook.id}`);
  });

  it('takes no description that a database could not keep as it is', async () => {
    for (const description of ['a\u0000b', 'a\ud800', 'a\nb', 'x'.repeat(201)]) {
      const { status, json } = await server.call('POST', hooks, { body: { url, description } });
      expect({ status, param: json.param }).toEqual({ status: 400, param: 'description' });
    }
  });

  it('goes to no private network', async () => {
    const { server: closed } = await start();
    for (const bad of [
      url,
      'http://example.com/hook',
      'https://127.0.0.1/hook',
      'https://2130706433/',
      'https://0x7f.1/',
      'https://[::1]/',
      'https://[::ffff:10.0.0.1]/',
      'https://169.254.169.254/latest/meta-data',
      'https://localhost/',
      'https://localhost./',
      'https://metadata.google.internal/',
      'https://user:password@example.com/',
      'file:///etc/passwd',
      'nonsense',
    ]) {
      const { status, json } = await closed.call('POST', hooks, { body: { url: bad } });
      expect({ status, param: json.param }, bad).toEqual({ status: 400, param: 'url' });
    }
    await closed.close();
  });
}
