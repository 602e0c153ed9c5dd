/** Captures that come without the page: sent by a program that has a token and means no good. */
import { Agent, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawnHeadPolicy } from '../../benchmarks/src/accuracy/capture/scenes/drawn-head-policy.ts';
import { createFilmStudio, type Film, type Studio } from './harness/film.ts';
import { captureForm, type DrawnChallenge, sendCapture } from './harness/send-capture.ts';
import type { TestServer } from './harness/server.ts';
import { type StartedApi, startOnNode } from './harness/watched-server.ts';

let api: StartedApi<TestServer>;
let server: TestServer;
let studio: Studio;
let film: Film;
let clientId: string;
beforeAll(async () => {
  api = (await startOnNode({
    LIVEPHOTO_POLICY: JSON.stringify(drawnHeadPolicy),
  })) as StartedApi<TestServer>;
  server = api.server;
  clientId = await server.createClient();
  studio = await createFilmStudio();
  film = await studio.head({ turns: ['left'] });
});
afterAll(() => server?.close());

const captures = '/v1/captureSessions/current/captures';
const photosOf = async () =>
  (await server.call('GET', `/v1/livePhotos?clientId=${clientId}`)).json.totalItems;

async function begin(client = clientId): Promise<{ id: string; token: string; challenge: DrawnChallenge }> {
  const { json } = await server.call('POST', '/v1/captureSessions', { body: { clientId: client, turns: 1 } });
  const drawn = await server.call('POST', '/v1/captureSessions/current/challenges', { key: json.token });
  expect(drawn.status).toBe(200);
  return { id: json.id, token: json.token, challenge: drawn.json };
}

/** What is left of a session after something that was no answer to its challenge. */
const untouched = { state: 'open', attemptsLeft: 2, tries: [{ outcome: 'running' }] };

describe('a body that is no capture', () => {
  const frames = (count: number, size: number) => (form: FormData) => {
    form.delete('frame');
    for (let i = 0; i < count; i++) form.append('frame', new Blob([new Uint8Array(size)]), 'frame.jpg');
  };
  it.each<[string, (form: FormData) => void, number, object]>([
    ['five frames of 20 MB', frames(5, 20_000_000), 413, { type: 'payload_too_large' }],
    ['frames of no bytes', frames(9, 0), 400, { type: 'invalid_request', param: 'frames' }],
    ['five hundred frames', frames(500, 10), 400, { type: 'invalid_request' }],
    [
      'two stills and a hundred fields',
      (form) => {
        for (let i = 0; i < 100; i++) form.append(`x${i}`, 'y');
      },
      400,
      { type: 'invalid_request' },
    ],
  ])('as %s is refused before anything is looked at, and the try goes on', async (_, form, status, json) => {
    const before = await photosOf();
    const { id, token, challenge } = await begin();
    const answer = await sendCapture(server, token, challenge, film, { form });
    expect(answer).toMatchObject({ status, json });
    expect((await server.call('GET', `/v1/captureSessions/${id}`)).json).toMatchObject(untouched);
    expect(await photosOf()).toBe(before);
  });
});

describe('a capture of another session', () => {
  it('is refused: its challenge, its nonce and its client are another one’s', async () => {
    const before = await photosOf();
    const mine = await begin();
    const other = await begin(await server.createClient());
    for (const [challenge, expected] of [
      [other.challenge, { status: 409, json: { type: 'conflict', param: 'challenge' } }],
      [
        { id: mine.challenge.id, nonce: other.challenge.nonce },
        { status: 400, json: { type: 'invalid_request', param: 'signature' } },
      ],
    ] as const) {
      expect(await sendCapture(server, mine.token, challenge, film)).toMatchObject(expected);
    }
    for (const { id } of [mine, other]) {
      expect((await server.call('GET', `/v1/captureSessions/${id}`)).json).toMatchObject(untouched);
    }
    expect(await photosOf()).toBe(before);
  });

  it('that was accepted there, sent again as it was, is refused here', async () => {
    const first = await begin();
    const own = await studio.head(first.challenge);
    const accepted = await sendCapture(server, first.token, first.challenge, own);
    expect(accepted.status, JSON.stringify(accepted.json)).toBe(200);
    const before = await photosOf();
    const second = await begin();
    const again = await captureForm(first.challenge, own);
    const answer = await server.call('POST', captures, { key: second.token, body: again });
    expect(answer).toMatchObject({ status: 409, json: { type: 'conflict', param: 'challenge' } });
    expect(await photosOf()).toBe(before);
  });
});

describe('a capture that comes too late', () => {
  /** Sends half of it, waits until something has happened, and sends the rest. */
  async function halfway(token: string, form: FormData, meanwhile: () => Promise<unknown>): Promise<number> {
    const body = new Response(form);
    const type = body.headers.get('content-type')!;
    const bytes = Buffer.from(await body.arrayBuffer());
    const { hostname, port } = new URL(server.url);
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          host: hostname,
          port,
          path: captures,
          method: 'POST',
          agent: new Agent(),
          headers: { Authorization: token, 'Content-Type': type, 'Content-Length': bytes.length },
        },
        (answer) => resolve(answer.resume().statusCode!),
      );
      sent.on('error', reject);
      sent.write(bytes.subarray(0, bytes.length / 2));
      void meanwhile().then(() => sent.end(bytes.subarray(bytes.length / 2)), reject);
    });
  }
  const past = new Date(Date.now() - 1000).toISOString();

  it.each(['the challenge', 'the session'] as const)(
    'as %s ended on the way is refused, and nothing is stored',
    async (what) => {
      const before = await photosOf();
      const { id, token, challenge } = await begin();
      const status = await halfway(token, await captureForm(challenge, film), () =>
        api.inDatabase(({ kysely }) =>
          what === 'the challenge'
            ? kysely
                .updateTable('capture_sessions')
                .set({ running_until: past })
                .where('id', '=', id)
                .execute()
            : kysely
                .updateTable('capture_sessions')
                .set({ state: 'locked', running_try: null, running_until: null })
                .where('id', '=', id)
                .execute(),
        ),
      );
      expect(status).toBe(409);
      expect(await photosOf()).toBe(before);
    },
  );
});
