import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { type SettingName, settings } from '../hosting/settings.ts';
import { readEnvironment, workerSettings } from './environment.ts';

const env = {
  DB: { prepare() {}, batch() {} },
  PHOTOS: { put() {}, get() {} },
  LIVEPHOTO_MASTER_KEY: Buffer.alloc(32).toString('base64'),
};

const problem = (given: object, bundled = true) => {
  try {
    readEnvironment({ ...env, ...given }, bundled);
    return undefined;
  } catch (error) {
    expect(error).toMatchObject({ name: 'LivePhotoError', type: 'service_unavailable', status: 503 });
    return (error as Error).message;
  }
};

it('takes bindings, a secret, and variables as text or numbers', () => {
  const { config, bindings } = readEnvironment(
    { ...env, LIVEPHOTO_RATE_LIVE: 20, LIVEPHOTO_POLICY: 'strict', OTHER: 'not ours' },
    true,
  );
  expect(config).toMatchObject({ rateLive: 20, rateTest: 5, policy: 'strict', queue: 1 });
  expect(bindings.DB).toBe(env.DB);
});

it('takes a policy as JSON, and says what is wrong in it', () => {
  const wrong = (text: string) => problem({ LIVEPHOTO_POLICY: text });
  expect(wrong('{"extends":"strict","liveness":{"minScore":0.5}}')).toBeUndefined();
  expect(wrong('{"liveness":{"minScore":50}}')).toContain("'liveness.minScore' must be a number from 0 to 1");
});

it('names everything that is missing or wrong at once', () => {
  const message = problem({
    DB: undefined,
    PHOTOS: 'livephoto-photos',
    LIVEPHOTO_MASTER_KEY: 'short',
    LIVEPHOTO_S3_BUCKET: 'b',
    LIVEPHOTO_RETENTION_DAYS: '-1',
  });
  for (const part of [
    'The binding DB (D1 database) is missing',
    'The binding PHOTOS (R2 bucket) is missing',
    'LIVEPHOTO_MASTER_KEY must be 32 bytes in base64',
    'LIVEPHOTO_S3_BUCKET is no setting of a Worker: it takes LIVEPHOTO_MASTER_KEY, ',
    'LIVEPHOTO_RETENTION_DAYS must be a number above 0',
  ]) {
    expect(message).toContain(part);
  }
  expect(problem({ LIVEPHOTO_MASTER_KEY: undefined })).toContain(
    'The secret LIVEPHOTO_MASTER_KEY is missing',
  );
});

it('needs a bucket of models only where none came with the Worker', () => {
  expect(problem({}, true)).toBeUndefined();
  expect(problem({}, false)).toContain('The binding MODELS (R2 bucket with the models) is missing');
  expect(problem({ MODELS: { get() {} } }, false)).toBeUndefined();
});

it('is documented, setting by setting', async () => {
  const docs = await readFile(new URL('../../../../docs/cloudflare.md', import.meta.url), 'utf8');
  for (const [name, meaning] of Object.entries(workerSettings)) {
    expect(docs).toContain(`| \`${settings[name as SettingName].env}\` | ${meaning} |`);
  }
});
