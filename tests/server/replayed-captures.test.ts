/** Frames of an earlier capture under a new challenge that happens to be the same: re-encoded, mirrored, by another client. */
import type { TurnDirection } from '@livephoto/core';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawnHeadPolicy } from '../../benchmarks/src/accuracy/capture/scenes/drawn-head-policy.ts';
import { createFilmStudio, type Film, type Studio } from './harness/film.ts';
import { type DrawnChallenge, sendCapture } from './harness/send-capture.ts';
import { startTestServer, type TestServer } from './harness/server.ts';
import { inSqlite } from './harness/watched-server.ts';

let server: TestServer;
let studio: Studio;
let clientId: string;
let film: Film;
beforeAll(async () => {
  server = await startTestServer({
    LIVEPHOTO_POLICY: JSON.stringify(drawnHeadPolicy),
    LIVEPHOTO_RATE_LIVE: '1000',
  });
  clientId = await server.createClient();
  studio = await createFilmStudio();
  film = await studio.head({ turns: ['left'] });
  const { token, challenge } = await begin('left');
  const answer = await sendCapture(server, token, challenge, film);
  expect(answer.status, JSON.stringify(answer.json)).toBe(200);
});
afterAll(() => server?.close());

interface Begun {
  readonly id: string;
  readonly token: string;
  readonly challenge: DrawnChallenge;
}

/** Sessions until one asks for this turn: who has a recording has the patience. */
async function begin(turn: TurnDirection, client = clientId): Promise<Begun> {
  for (;;) {
    const made = await server.call('POST', '/v1/captureSessions', { body: { clientId: client, turns: 1 } });
    const { id, token } = made.json as { id: string; token: string };
    const drawn = await server.call('POST', '/v1/captureSessions/current/challenges', { key: token });
    const challenge = drawn.json as DrawnChallenge;
    if (challenge.turns[0] === turn) return { id, token, challenge };
  }
}
const changed = async (change: (image: Sharp, i: number) => Sharp, isMirrored: boolean): Promise<Film> => ({
  // A mirrored face has a mirrored photo.
  still: isMirrored
    ? { ...film.still, image: new Uint8Array(await sharp(film.still.image).flop().jpeg().toBuffer()) }
    : film.still,
  frames: await Promise.all(
    film.frames.map(async ({ at, image }, i) => ({
      at: at + 7 * i,
      image: new Uint8Array(await change(sharp(image), i).jpeg({ quality: 70 }).toBuffer()),
    })),
  ),
});
const photosOf = async (client: string) =>
  (await server.call('GET', `/v1/livePhotos?clientId=${client}`)).json.totalItems;
const codesOf = async ({ id }: Begun) => {
  const { json } = await server.call('GET', `/v1/captureSessions/${id}`);
  return json.tries.map((entry: { findings: { code: string }[] }) => entry.findings.map(({ code }) => code));
};

describe('frames that came before', () => {
  it.each<[string, TurnDirection, (image: Sharp, i: number) => Sharp]>([
    ['as they were, at other times', 'left', (image) => image],
    ['scaled, darker, flatter and coarser', 'left', (image) => image.resize(320).linear(0.8, 10)],
    ['out of focus, in light that changes', 'left', (image, i) => image.blur(1.2).linear(1 + 0.01 * i, i)],
    ['mirrored, for a turn to the other side', 'right', (image) => image.flop()],
  ])('are refused %s, of any client, and nothing is stored', async (_, turn, change) => {
    const other = await server.createClient();
    const session = await begin(turn, other);
    const answer = await sendCapture(
      server,
      session.token,
      session.challenge,
      await changed(change, turn === 'right'),
    );
    expect(answer.status, JSON.stringify(answer.json)).toBe(422);
    // The page hears what it hears of any attack.
    expect(answer.json.findings.map(({ code }: { code: string }) => code)).toEqual([
      'presentation_attack_suspected',
    ]);
    expect(await codesOf(session)).toEqual([['frames_replayed']]);
    expect(await photosOf(other)).toBe(0);
  });

  it('are none of a film of their own: the same man in other light', async () => {
    const session = await begin('left');
    const own = await studio.head({ turns: ['left'] }, { shade: 0.5 });
    const answer = await sendCapture(server, session.token, session.challenge, own);
    expect(answer.status, JSON.stringify(answer.json)).toBe(200);
  });

  it('are kept as hashes and sealed, and gone with their client', async () => {
    const owner = await server.createClient();
    const session = await begin('right', owner);
    await sendCapture(server, session.token, session.challenge, await studio.print({ turns: ['right'] }));
    const rows = (client: string) =>
      inSqlite(server.dataFolder)(({ kysely }) =>
        kysely.selectFrom('capture_prints').selectAll().where('client_id', '=', client).execute(),
      );
    const [kept] = await rows(owner);
    expect(kept?.prints).toMatch(/^1\.[\w-]+\.[\w-]+$/);
    await server.call('DELETE', `/v1/clients/${owner}`);
    expect(await rows(owner)).toEqual([]);
    const left = await inSqlite(server.dataFolder)(({ kysely }) =>
      kysely.selectFrom('capture_print_tokens').selectAll().where('try_id', '=', kept!.try_id).execute(),
    );
    expect(left).toEqual([]);
  });
});
