/** Capture sessions as a server, its pages and their attackers use them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TurnDirection } from '@livephoto/core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawnHeadPolicy } from '../../../benchmarks/src/accuracy/capture/scenes/drawn-head-policy.ts';
import { createFilmStudio, type Film, type Studio } from './film.ts';
import { type DrawnChallenge, sendCapture } from './send-capture.ts';
import { readSample } from './server.ts';
import type { ApiUnderTest, StartApi } from './watched-server.ts';

const selfie = await readSample('selfie.jpg');
/** The films' head is drawn: one picture that is turned by its mesh, so that every film of it is the same one again. */
const settings = { LIVEPHOTO_POLICY: JSON.stringify(drawnHeadPolicy), LIVEPHOTO_REPLAY_DAYS: '0' };

/** @param start starts a server on some runtime. */
export function testCaptureSessions(start: StartApi): void {
  let dataFolder: string;
  let server: ApiUnderTest;
  let keys: { live: string; test: string };
  let studio: Studio;
  let clientId: string;
  beforeAll(async () => {
    dataFolder = await mkdtemp(join(tmpdir(), 'livephoto-capture-'));
    ({ server } = await start(settings, dataFolder));
    keys = { live: server.liveKey, test: server.testKey };
    clientId = await server.createClient();
    studio = await createFilmStudio();
  });
  afterAll(async () => {
    await server?.close();
    await rm(dataFolder, { recursive: true, force: true });
  });

  const call: ApiUnderTest['call'] = (method, path, options) =>
    server.call(method, path, { key: keys.live, ...options });
  const makeSession = async (body: object = {}) => {
    const { status, json } = await call('POST', '/v1/captureSessions', { body: { clientId, ...body } });
    expect(status).toBe(200);
    return json as { id: string; token: string };
  };
  const draw = async (token: string): Promise<DrawnChallenge & { attemptsLeft: number }> => {
    const { status, json } = await call('POST', '/v1/captureSessions/current/challenges', { key: token });
    expect(status).toBe(200);
    return json;
  };
  const current = async (token: string) =>
    (await call('GET', '/v1/captureSessions/current', { key: token })).json;
  const show = async (id: string) => (await call('GET', `/v1/captureSessions/${id}`)).json;
  const photosOf = async () => (await call('GET', `/v1/livePhotos?clientId=${clientId}`)).json.totalItems;
  const auditOf = async (action: string) =>
    (await call('GET', `/v1/auditLogs?action=${action}&clientId=${clientId}`)).json.totalItems;
  /** What no page may hear of. */
  const secret = /score|cue|motion|residual|parallax|evidence|likeness|\d°/i;

  describe('making one', () => {
    it('fixes what a page must not choose, and answers the token once', async () => {
      const { json } = await call('POST', '/v1/captureSessions', { body: { clientId } });
      expect(json).toEqual({
        id: expect.stringMatching(/^[0-9a-f]{24}$/),
        clientId,
        token: expect.any(String),
        url: null,
        state: 'open',
        challenge: 'turn',
        turns: 2,
        attempts: 3,
        attemptsLeft: 3,
        performLivenessCheck: true,
        allowFiles: false,
        policy: null,
        origins: [],
        livePhotoId: null,
        createdAt: expect.any(String),
        expiresAt: expect.any(String),
      });
      const { token, url: _none, ...rest } = json;
      expect(await show(json.id)).toEqual({ ...rest, tries: [] });
      expect(server.logLines.join('')).not.toContain(token);
    });

    it.each([
      [{ challenge: 'smile' }, 'challenge'],
      [{ turns: 5 }, 'turns'],
      [{ attempts: 0 }, 'attempts'],
      [{ attempts: 11 }, 'attempts'],
      [{ expiresIn: 10 }, 'expiresIn'],
      [{ policy: 'none' }, 'policy'],
      [{ origins: ['shop.example'] }, 'origins.0'],
      [{ performLivenessCheck: false }, 'performLivenessCheck'],
      [{ challenge: 'none', turns: 2 }, 'turns'],
      [{ allowFiles: 'yes' }, 'allowFiles'],
    ])('refuses %j', async (body, param) => {
      const { status, json } = await call('POST', '/v1/captureSessions', { body: { clientId, ...body } });
      expect({ status, type: json.type, param: json.param }).toEqual({
        status: 400,
        type: 'invalid_request',
        param,
      });
    });

    it('knows clients and sessions of its own mode only', async () => {
      const other = await call('POST', '/v1/captureSessions', { key: keys.test, body: { clientId } });
      expect(other.status).toBe(404);
      const { id } = await makeSession();
      expect((await call('GET', `/v1/captureSessions/${id}`, { key: keys.test })).status).toBe(404);
      expect((await call('GET', '/v1/captureSessions/nonsense')).status).toBe(404);
    });
  });

  describe('the page', () => {
    it('sees its own state, and nothing else is open to its token', async () => {
      const { id, token } = await makeSession();
      expect(await current(token)).toEqual({
        state: 'open',
        challenge: 'turn',
        turns: 2,
        attemptsLeft: 3,
        allowFiles: false,
        expiresAt: expect.any(String),
      });
      expect((await call('GET', `/v1/captureSessions/${id}`, { key: token })).status).toBe(403);
      expect((await call('POST', '/v1/captureSessions', { key: token, body: { clientId } })).status).toBe(
        403,
      );
      expect((await call('GET', '/v1/captureSessions/current')).status).toBe(403);
      const upload = await server.upload(clientId, selfie, { key: token });
      expect(upload).toMatchObject({ status: 403, json: { type: 'forbidden', param: 'data' } });
    });

    it('belongs to the origins of its session', async () => {
      const { token } = await makeSession({ origins: ['https://shop.example'] });
      const from = (origin?: string) =>
        call('POST', '/v1/captureSessions/current/challenges', {
          key: token,
          headers: origin ? { Origin: origin } : {},
        });
      expect((await from()).status).toBe(403);
      expect((await from('https://evil.example')).status).toBe(403);
      expect((await from('https://shop.example')).status).toBe(200);
    });

    it('gets the same challenge until it is over: nobody draws until one suits', async () => {
      const { id, token } = await makeSession();
      const drawn = await Promise.all(Array.from({ length: 5 }, () => draw(token)));
      expect(new Set(drawn.map((challenge) => challenge.id)).size).toBe(1);
      expect(drawn[0]).toMatchObject({ attemptsLeft: 2, turns: [expect.any(String), expect.any(String)] });
      expect(await show(id)).toMatchObject({ attemptsLeft: 2, tries: [{ number: 1, outcome: 'running' }] });
    });
  });

  describe('a capture', () => {
    let accepted: { id: string; token: string; challenge: DrawnChallenge; film: Film };

    it('of a head that turns as asked is stored, once', async () => {
      const before = await photosOf();
      const session = await makeSession();
      const challenge = await draw(session.token);
      const film = await studio.head(challenge);
      const answers = await Promise.all(
        [1, 2, 3].map(() => sendCapture(server, session.token, challenge, film)),
      );
      expect(answers.map(({ status }) => status).sort(), JSON.stringify(answers[0]?.json)).toEqual([
        200, 409, 409,
      ]);
      const won = answers.find(({ status }) => status === 200)!;
      expect(won.json).toEqual({
        state: 'accepted',
        attemptsLeft: 2,
        livePhoto: { id: expect.any(String) },
      });
      expect(await photosOf()).toBe(before + 1);
      expect((await call('GET', `/v1/livePhotos/${won.json.livePhoto.id}`)).json).toMatchObject({
        clientId,
        size: selfie.length,
      });
      const shown = await show(session.id);
      expect(shown).toMatchObject({
        state: 'accepted',
        livePhotoId: won.json.livePhoto.id,
        tries: [{ outcome: 'accepted', signals: { source: 'camera' } }],
      });
      const { motion } = shown.tries[0].report.inspections.liveness.evidence;
      expect(motion).toMatchObject({ asked: challenge.turns, seen: challenge.turns });
      accepted = { ...session, challenge, film };
    });

    it('is not taken by a token that was used up', async () => {
      const { token, challenge, film } = accepted;
      expect(await sendCapture(server, token, challenge, film)).toMatchObject({
        status: 409,
        json: { type: 'conflict' },
      });
      const again = await call('POST', '/v1/captureSessions/current/challenges', { key: token });
      expect(again.status).toBe(409);
      expect(await current(token)).toMatchObject({ state: 'accepted' });
    });

    it('that was recorded for another challenge is refused, and so are prints and frozen pictures', async () => {
      const before = await photosOf();
      const lockedBefore = await auditOf('captureSession.lock');
      const session = await makeSession();
      const attack = async (make: (challenge: DrawnChallenge) => Promise<Film>) => {
        const challenge = await draw(session.token);
        return sendCapture(server, session.token, challenge, await make(challenge));
      };
      const other = ({ turns }: DrawnChallenge): TurnDirection[] =>
        turns[0] === 'left' ? ['right', 'left'] : ['left', 'right'];
      const wrong = await attack((challenge) => studio.head({ turns: other(challenge) }));
      expect(wrong).toMatchObject({
        status: 422,
        json: { type: 'liveness_check_failed', state: 'open', attemptsLeft: 2 },
      });
      expect(wrong.json.findings.map(({ code }: { code: string }) => code)).toContain('turn_not_followed');
      const print = await attack((challenge) => studio.print(challenge));
      expect(print).toMatchObject({ status: 422, json: { state: 'open', attemptsLeft: 1 } });
      const frozen = await attack((challenge) => studio.frozen(challenge));
      expect(frozen).toMatchObject({ status: 422, json: { state: 'locked', attemptsLeft: 0 } });
      for (const answer of [wrong, print, frozen]) expect(JSON.stringify(answer.json)).not.toMatch(secret);

      const more = await call('POST', '/v1/captureSessions/current/challenges', { key: session.token });
      expect(more).toMatchObject({ status: 403, json: { type: 'session_locked' } });
      expect(await photosOf()).toBe(before);
      expect(await auditOf('captureSession.lock')).toBe(lockedBefore + 1);
      const shown = await show(session.id);
      expect(shown.state).toBe('locked');
      expect(shown.tries).toHaveLength(3);
      expect(JSON.stringify(shown.tries)).toMatch(/parallax/);
    });

    it('of two people, or of nobody, is refused by name, and nothing of it is stored', async () => {
      const before = await photosOf();
      const { id, token } = await makeSession();
      const [group, large] = await Promise.all([readSample('sample5.jpg'), readSample('no-face.jpg')]);
      const { json: seen } = await call('POST', '/v1/inspections', {
        body: { data: group.toString('base64') },
      });
      const { x, y, width, height } = seen.faces[0].box;
      const [left, top] = [Math.max(0, Math.round(x - width)), Math.max(0, Math.round(y - height / 2))];
      const around = {
        left,
        top,
        width: Math.min(Math.round(3 * width), seen.image.width - left),
        height: Math.min(Math.round(2.5 * height), seen.image.height - top),
      };
      const other = await sharp(await sharp(group).extract(around).toBuffer())
        .resize(900)
        .jpeg({ quality: 92 })
        .toBuffer();
      const nobody = await sharp(large).resize(320).jpeg().toBuffer();
      const attempt = async (change: (film: Film) => Film) => {
        const challenge = await draw(token);
        const { status, json } = await sendCapture(
          server,
          token,
          challenge,
          change(await studio.head(challenge)),
        );
        return { status, type: json.type, codes: json.findings.map(({ code }: { code: string }) => code) };
      };
      const swapped = await attempt((film) => ({ ...film, still: { ...film.still, image: other } }));
      expect(swapped).toMatchObject({ status: 422, type: 'liveness_check_failed' });
      expect(swapped.codes).toContain('presentation_attack_suspected');
      const empty = await attempt((film) => ({
        ...film,
        frames: film.frames.map((shot) => ({ ...shot, image: nobody })),
      }));
      expect(empty).toEqual({ status: 422, type: 'liveness_check_failed', codes: ['track_interrupted'] });
      const faceless = await attempt((film) => ({ ...film, still: { ...film.still, image: large } }));
      expect(faceless).toEqual({ status: 422, type: 'face_not_detected', codes: ['face_not_detected'] });

      expect(await photosOf()).toBe(before);
      const shown = await show(id);
      expect(shown).toMatchObject({ state: 'locked', attemptsLeft: 0, livePhotoId: null });
      const found = shown.tries.map(({ findings }: { findings: { code: string }[] }) =>
        findings.map(({ code }) => code),
      );
      expect(found[0]).toContain('different_faces');
    });

    it('that is wrong in itself is a typed error each, and the try goes on', async () => {
      const before = await photosOf();
      const { id, token } = await makeSession();
      const challenge = await draw(token);
      const film = await studio.head(challenge);
      const send = (changes: Parameters<typeof sendCapture>[4], sent: Film = film, drawn = challenge) =>
        sendCapture(server, token, drawn, sent, changes);
      const few = { ...film, frames: film.frames.slice(0, 3) };
      const backwards = { ...film, frames: film.frames.map((shot, i) => ({ ...shot, at: 5000 - i * 100 })) };
      const long = { ...film, frames: film.frames.map((shot, i) => ({ ...shot, at: i * 2_900 })) };
      const heavy = { ...film, frames: film.frames.with(2, { at: 260, image: new Uint8Array(300_001) }) };
      const broken = {
        ...film,
        frames: film.frames.with(2, { ...film.frames[2]!, image: new Uint8Array(2000) }),
      };
      const cases: readonly [() => ReturnType<typeof sendCapture>, object][] = [
        [() => send({}, few), { status: 400, type: 'invalid_request', param: 'frames' }],
        [() => send({}, backwards), { status: 400, type: 'invalid_request', param: 'frames' }],
        [() => send({}, long), { status: 400, type: 'invalid_request', param: 'frames' }],
        [() => send({}, heavy), { status: 413, type: 'payload_too_large', param: 'frames' }],
        [() => send({}, broken), { status: 400, type: 'invalid_request', param: 'frames' }],
        [
          () => send({ signature: 'A'.repeat(43) }),
          { status: 400, type: 'invalid_request', param: 'signature' },
        ],
        [
          () => send({}, { ...film, still: { ...film.still, image: selfie.subarray(0, 2000) } }),
          { status: 400, type: 'invalid_request', param: 'still' },
        ],
        [
          () => send({ form: (form) => form.delete('still') }),
          { status: 400, type: 'invalid_request', param: 'still' },
        ],
        [
          () => send({ form: (form) => form.append('frame', new Blob([new Uint8Array(10)]), 'x') }),
          { status: 400, type: 'invalid_request', param: 'frames' },
        ],
        [
          () => send({ form: (form) => form.set('capture', '{"frames":') }),
          { status: 400, type: 'invalid_request', param: 'capture' },
        ],
        [
          () => send({}, film, { ...challenge, id: 'f'.repeat(24) }),
          { status: 409, type: 'conflict', param: 'challenge' },
        ],
        [() => send({ signals: { source: 'file' } }), { status: 403, type: 'forbidden', param: 'capture' }],
      ];
      for (const [answer, expected] of cases) {
        const { status, json } = await answer();
        expect({ status, type: json.type, param: json.param }).toEqual(expected);
      }
      expect(await photosOf()).toBe(before);
      expect(await show(id)).toMatchObject({
        state: 'open',
        attemptsLeft: 2,
        tries: [{ outcome: 'running' }],
      });
      // Nothing of it spoiled the try.
      const headers = { 'Idempotency-Key': 'once' };
      const good = await send({ headers });
      expect(good.status, JSON.stringify(good.json)).toBe(200);
      expect((await send({ headers })).json).toEqual(good.json);
    });

    it('outlives its server: the session and its tries are in the database', async () => {
      const { id, token } = await makeSession();
      const challenge = await draw(token);
      await server.close();
      ({ server } = await start(settings, dataFolder));
      expect(await draw(token)).toMatchObject({ id: challenge.id, turns: challenge.turns, attemptsLeft: 2 });
      expect(await show(id)).toMatchObject({ attemptsLeft: 2 });
    });
  });
}
