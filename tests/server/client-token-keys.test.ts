import { createIds } from '@livephoto/core';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type ApiKey, type ApiKeys, createApiKeys } from '../../packages/server/src/keys/api-keys.ts';
import {
  type ClientTokens,
  createClientTokens,
  looksLikeToken,
  tokenLifetime,
} from '../../packages/server/src/keys/client-tokens.ts';
import { migrate } from '../../packages/server/src/store/migrations.ts';
import { openSqlite } from '../../packages/server/src/store/sqlite/sqlite.ts';
import { createVault, importMasterKey, type Keyring } from '../../packages/server/src/vault/vault.ts';

const start = Date.parse('2026-05-04T12:00:00.250Z');
const clientId = '0198c7a4d21c5f3b9e0a7d64';
const sessionId = 'b'.repeat(24);
const subject = { clientId, sessionId };
const random = () => importMasterKey(crypto.getRandomValues(new Uint8Array(32)));

const database = openSqlite(':memory:');
const ids = createIds(Date.now);
const keys: ApiKeys = createApiKeys(database, Date.now, ids);
let keyring: Keyring;
const vault = createVault(async () => keyring);
let now: number;
let tokens: ClientTokens;
let key: ApiKey;

beforeAll(() => migrate(database));
afterAll(() => database.close());
beforeEach(async () => {
  now = start;
  keyring = { current: await random(), previous: [] };
  tokens = createClientTokens(vault, keys, () => now, ids);
  ({ key } = await keys.create('live', 'shop'));
});

it('says for whom it is and who made it, until it expires', async () => {
  const { token, expiresAt } = await tokens.issue(key, subject, tokenLifetime.default);
  expect(expiresAt).toBe('2026-05-04T12:10:00.000Z');
  expect(looksLikeToken(token)).toBe(true);
  const holder = { key, clientId, sessionId, tokenId: expect.stringMatching(/^[0-9a-f]{24}$/) };
  expect(await tokens.verify(token)).toEqual(holder);
  now = Date.parse(expiresAt) - 1;
  expect(await tokens.verify(token)).toEqual(holder);
  now += 1;
  expect(await tokens.verify(token)).toBe('expired');
});

it('carries nothing but ids, mode and times', async () => {
  const { token } = await tokens.issue(key, subject, 60);
  const [header, payload] = token.split('.', 2).map((part) => JSON.parse(atob(part)));
  expect(header).toEqual({ alg: 'HS256', typ: 'client-token+jwt', kid: keyring.current.id });
  const seconds = Math.floor(start / 1000);
  expect(payload).toEqual({
    key: key.id,
    mode: 'live',
    scope: 'livePhotos.create',
    sub: clientId,
    sid: sessionId,
    jti: expect.any(String),
    iat: seconds,
    exp: seconds + 60,
  });
});

it('is invalid with a changed character anywhere', async () => {
  const { token } = await tokens.issue(key, subject, 60);
  for (let at = 0; at < token.length - 1; at++) {
    if (token[at] === '.') continue;
    const changed = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
    expect(await tokens.verify(changed), `character ${at}`).toBe('invalid');
  }
});

it('is invalid when something else signed it, or it says something else', async () => {
  const payload = { key: key.id, mode: 'live', scope: 'livePhotos.create', sid: sessionId };
  const make = (of: object, header: object, by: CryptoKey, subject = clientId) =>
    new SignJWT({ ...payload, ...of })
      .setProtectedHeader({ alg: 'HS256', typ: 'client-token+jwt', kid: keyring.current.id, ...header })
      .setSubject(subject)
      .setJti('a')
      .setExpirationTime(Math.floor(start / 1000) + 60)
      .sign(by);
  const { signingKey } = keyring.current;
  expect(await tokens.verify(await make({}, {}, signingKey))).toMatchObject({ clientId });

  const other = await random();
  const forged = [
    make({}, {}, other.signingKey),
    make({}, { kid: other.id }, other.signingKey),
    make({}, { kid: undefined }, signingKey),
    make({}, { typ: 'JWT' }, signingKey),
    make({ mode: 'test' }, {}, signingKey),
    make({ scope: 'everything' }, {}, signingKey),
    make({ key: clientId }, {}, signingKey),
    make({}, {}, signingKey, 'nobody'),
  ];
  for (const token of await Promise.all(forged)) expect(await tokens.verify(token)).toBe('invalid');

  const encode = (value: object) => btoa(JSON.stringify(value)).replace(/=+$/, '');
  const header = encode({ alg: 'none', typ: 'client-token+jwt', kid: keyring.current.id });
  const unsigned = `${header}.${encode({ ...payload, sub: clientId, jti: 'a', exp: 9e9 })}.`;
  expect(await tokens.verify(unsigned)).toBe('invalid');
  const endless = new SignJWT(payload)
    .setProtectedHeader({ alg: 'HS256', typ: 'client-token+jwt', kid: keyring.current.id })
    .setSubject(clientId)
    .setJti('a')
    .sign(signingKey);
  expect(await tokens.verify(await endless)).toBe('invalid');
});

it('ends with the API key that made it', async () => {
  const { token } = await tokens.issue(key, subject, 600);
  await keys.revoke(key.id);
  expect(await tokens.verify(token)).toBe('invalid');
});

it('outlives a rotation of the master key, until the old one is dropped', async () => {
  const { token } = await tokens.issue(key, subject, 600);
  const before = keyring.current;
  keyring = { current: await random(), previous: [before] };
  expect(await tokens.verify(token)).toMatchObject({ clientId });
  keyring = { current: keyring.current, previous: [] };
  expect(await tokens.verify(token)).toBe('invalid');
});

it('does not call a token invalid because the database cannot be asked', async () => {
  const broken = {
    find: async () => {
      throw new Error('no connection');
    },
  };
  const { token } = await tokens.issue(key, subject, 600);
  await expect(createClientTokens(vault, broken, () => now, ids).verify(token)).rejects.toThrow(
    'no connection',
  );
});

it('is told from an API key by its shape', async () => {
  const { secret } = await keys.create('test', 'other');
  for (const text of [secret, '', 'Bearer', 'a.b', 'a.b.c.d', `a.b.${'c'.repeat(3000)}`]) {
    expect(looksLikeToken(text)).toBe(false);
  }
});
