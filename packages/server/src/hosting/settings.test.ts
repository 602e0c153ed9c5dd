import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { readConfig } from './read-config.ts';
import { type Setting, settings } from './settings.ts';

const problem = (flags: object, env: Record<string, string> = {}) => {
  try {
    readConfig(flags, env);
    return undefined;
  } catch (error) {
    expect(error).toMatchObject({ name: 'LivePhotoError', type: 'invalid_request' });
    return (error as Error).message;
  }
};

it('has a default for everything that needs one', () => {
  expect(readConfig({}, { PATH: '/bin' })).toMatchObject({
    host: '127.0.0.1',
    port: 8787,
    data: 'livephoto-data',
    rateLive: 10,
    rateTest: 5,
    policy: 'default',
  });
});

it('prefers a flag to its variable, and takes an empty variable for none', () => {
  const env = { LIVEPHOTO_PORT: '9000', LIVEPHOTO_HOST: '', LIVEPHOTO_CORS_ORIGINS: 'https://a, https://b' };
  expect(readConfig({ port: '9001' }, env)).toMatchObject({
    port: 9001,
    host: '127.0.0.1',
    corsOrigins: ['https://a', 'https://b'],
  });
});

it('names every wrong setting at once, as it was given, with what it may be', () => {
  const message = problem(
    { port: '70000', policy: 'kind' },
    {
      LIVEPHOTO_RETENTION_DAYS: '-1',
      LIVEPHOTO_MASTER_KEY: 'c2hvcnQ=',
      LIVEPHOTO_DATABASE_URL: 'mysql://h/db',
      LIVEPHOTO_CORS_ORIGINS: 'https://shop.example/',
    },
  );
  for (const part of [
    '--port must be a whole number from 0 to 65535',
    '--policy must be one of default,',
    'LIVEPHOTO_RETENTION_DAYS must be a number above 0',
    'LIVEPHOTO_MASTER_KEY must be 32 bytes in base64: openssl rand -base64 32',
    'LIVEPHOTO_DATABASE_URL must begin with postgres://',
    'LIVEPHOTO_CORS_ORIGINS must be origins such as https://shop.example without a path, or *',
  ]) {
    expect(message).toContain(part);
  }
});

it('refuses variables that it does not know, and settings that need others', () => {
  expect(problem({}, { LIVEPHOTO_PROT: '1' })).toContain('LIVEPHOTO_PROT is no setting');
  expect(problem({}, { LIVEPHOTO_S3_BUCKET: 'b', LIVEPHOTO_S3_ENDPOINT: 'http://h' })).toContain(
    'S3 needs LIVEPHOTO_S3_ACCESS_KEY_ID and LIVEPHOTO_S3_SECRET_ACCESS_KEY as well',
  );
  expect(problem({}, { LIVEPHOTO_DATABASE_URL: 'postgres://h/db' })).toContain(
    'With PostgreSQL every server needs the same LIVEPHOTO_MASTER_KEY',
  );
});

it('gives no secret a flag', () => {
  const secrets = (Object.entries(settings) as [string, Setting][]).filter(([name]) =>
    /key|secret|(?<!public)url$/i.test(name),
  );
  expect(secrets.map(([name]) => name).sort()).toEqual([
    'databaseUrl',
    'masterKey',
    'previousMasterKeys',
    's3AccessKeyId',
    's3SecretAccessKey',
  ]);
  for (const [, setting] of secrets) expect(setting.flag).toBeUndefined();
});

it('is documented, setting by setting', async () => {
  const docs = await readFile(new URL('../../../../docs/server.md', import.meta.url), 'utf8');
  for (const { flag, env, meaning } of Object.values(settings) as Setting[]) {
    expect(docs).toContain(`| ${flag ? `\`--${flag}\`` : ''} | \`${env}\` | ${meaning} |`);
  }
});
