/** Captures over two servers in processes of their own and one PostgreSQL: tries are counted once, whoever races or dies. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CaptureReport, ImageContentType, Inspector } from '@livephoto/core';
import { createNodeInspector } from '@livephoto/worker-runtime/node';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawnHeadPolicy } from '../../benchmarks/src/accuracy/capture/scenes/drawn-head-policy.ts';
import { s3Environment, startS3, type TestS3 } from '../../packages/server/src/testing/s3.ts';
import { createFilmStudio, type Film, type Studio } from './harness/film.ts';
import { startPostgres, type TestPostgres } from './harness/postgres.ts';
import { captureForm, type DrawnChallenge } from './harness/send-capture.ts';
import { ada } from './harness/server.ts';
import { type ServerProcess, startServerProcess } from './harness/server-process.ts';

let postgres: TestPostgres;
let s3: TestS3;
let folder: string;
let database: pg.Client;
let inspector: Inspector;
let studio: Studio;
let servers: readonly [ServerProcess, ServerProcess];
let key: string;
let clientId: string;

/** Inspects, and tells whoever waits that a capture has come; while `held`, its report does not go back. */
const gate = { held: false, entered: () => {} };
const gated = () => ({
  inspect: inspector.inspect,
  inspectPixels: inspector.inspectPixels,
  fingerprint: inspector.fingerprint,
  async inspectCapture(
    ...args: Parameters<Inspector['inspectCapture']>
  ): Promise<CaptureReport<ImageContentType | null>> {
    gate.entered();
    if (gate.held) return new Promise(() => {});
    return inspector.inspectCapture(...args);
  },
});

let env: Record<string, string>;
const start = (name: string) =>
  startServerProcess({ ...env, LIVEPHOTO_DATA: join(folder, name) }, gated() as unknown as Inspector);

beforeAll(async () => {
  [postgres, s3, inspector, studio] = await Promise.all([
    startPostgres(),
    startS3(),
    createNodeInspector({ policy: drawnHeadPolicy }),
    createFilmStudio(),
  ]);
  folder = await mkdtemp(join(tmpdir(), 'livephoto-captures-'));
  const url = await postgres.createDatabase();
  env = {
    LIVEPHOTO_PORT: '0',
    LIVEPHOTO_RATE_LIVE: '1000000',
    LIVEPHOTO_REPLAY_DAYS: '0',
    LIVEPHOTO_INSPECTION_TIMEOUT: '300',
    LIVEPHOTO_DATABASE_URL: url,
    LIVEPHOTO_MASTER_KEY: Buffer.alloc(32, 11).toString('base64'),
    ...s3Environment(s3),
  };
  const first = await start('one');
  servers = [first, await start('two')];
  key = first.newKeys[1]!;
  database = new pg.Client(url);
  await database.connect();
  clientId = (await call(first, 'POST', '/v1/clients', key, ada)).json.id;
});
afterAll(async () => {
  await Promise.all((servers ?? []).map((server) => server.kill()));
  await database?.end();
  await Promise.all([postgres?.stop(), s3?.stop(), inspector?.dispose()]);
  if (folder) await rm(folder, { recursive: true, force: true });
});

async function call(
  server: ServerProcess,
  method: string,
  path: string,
  as: string,
  body?: object | FormData,
) {
  const isForm = body instanceof FormData;
  const response = await fetch(server.url + path, {
    method,
    headers: { Authorization: as, ...(body && !isForm ? { 'Content-Type': 'application/json' } : {}) },
    ...(body ? { body: isForm ? body : JSON.stringify(body) } : {}),
  });
  return { status: response.status, json: JSON.parse(await response.text()) };
}
const makeSession = async (attempts: number) =>
  (await call(servers[0], 'POST', '/v1/captureSessions', key, { clientId, attempts })).json as {
    id: string;
    token: string;
  };
const draw = (server: ServerProcess, token: string) =>
  call(server, 'POST', '/v1/captureSessions/current/challenges', token);
const send = async (server: ServerProcess, token: string, challenge: DrawnChallenge, film: Film) =>
  call(server, 'POST', '/v1/captureSessions/current/captures', token, await captureForm(challenge, film));
const show = async (id: string) => (await call(servers[1], 'GET', `/v1/captureSessions/${id}`, key)).json;
const photos = async () =>
  (await call(servers[1], 'GET', `/v1/livePhotos?clientId=${clientId}`, key)).json.totalItems as number;
const each = <Result>(act: (server: ServerProcess) => Promise<Result>, times: number) =>
  Promise.all(Array.from({ length: 2 * times }, (_, i) => act(servers[i % 2 === 0 ? 0 : 1])));

it('two tries are two, however many servers are asked at once', async () => {
  const { id, token } = await makeSession(2);
  for (const left of [1, 0]) {
    const drawn = await each((server) => draw(server, token), 4);
    expect(new Set(drawn.map(({ json }) => json.id)).size, JSON.stringify(drawn)).toBe(1);
    const challenge = drawn[0]!.json as DrawnChallenge;
    const film = await studio.frozen(challenge);
    const answers = await each((server) => send(server, token, challenge, film), 3);
    const judged = answers.filter(({ status }) => status === 422);
    expect(judged).toHaveLength(1);
    expect(judged[0]!.json).toMatchObject({ attemptsLeft: left, state: left > 0 ? 'open' : 'locked' });
    for (const { status } of answers) expect([403, 409, 422]).toContain(status);
  }
  const after = await each((server) => draw(server, token), 2);
  expect(after.map(({ status, json }) => [status, json.type])).toEqual(
    after.map(() => [403, 'session_locked']),
  );
  const shown = await show(id);
  expect(shown).toMatchObject({ state: 'locked', attemptsLeft: 0, livePhotoId: null });
  expect(shown.tries).toHaveLength(2);
  expect(await photos()).toBe(0);
});

it('a server that is killed while it judges leaves a try that was counted, and nothing by halves', async () => {
  const { id, token } = await makeSession(3);
  const challenge = (await draw(servers[0], token)).json as DrawnChallenge;
  const film = await studio.head(challenge);
  const entered = new Promise<void>((resolve) => {
    gate.entered = resolve;
  });
  gate.held = true;
  const lost = send(servers[0], token, challenge, film).catch(() => 'gone');
  await entered;
  await servers[0].kill();
  expect(await lost).toBe('gone');
  gate.held = false;

  expect(await show(id)).toMatchObject({ state: 'open', attemptsLeft: 2, livePhotoId: null });
  expect(await photos()).toBe(0);
  // Its challenge is spent, by whoever asks: nobody gets a second judgement for one count.
  expect(await send(servers[1], token, challenge, film)).toMatchObject({ status: 409 });
  expect(await draw(servers[1], token)).toMatchObject({ status: 409, json: { type: 'conflict' } });
  // Its time passes.
  const past = new Date(Date.now() - 1000).toISOString();
  await database.query('update capture_sessions set running_until = $1 where id = $2', [past, id]);
  await database.query('update capture_tries set expires_at = $1 where session_id = $2', [past, id]);
  servers = [await start('one'), servers[1]];
  const next = (await draw(servers[0], token)).json as DrawnChallenge & { attemptsLeft: number };
  expect(next).toMatchObject({ attemptsLeft: 1, id: expect.not.stringMatching(challenge.id) });
  const good = await send(servers[0], token, next, await studio.head(next));
  expect(good.status, JSON.stringify(good.json)).toBe(200);
  expect(await photos()).toBe(1);
  const shown = await show(id);
  expect(shown).toMatchObject({ state: 'accepted', livePhotoId: good.json.livePhoto.id });
  expect(shown.tries.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['unanswered', 'accepted']);
});
