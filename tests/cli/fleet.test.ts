/** The command in a fleet: photos of a bucket, shares of them, lines in and out; and jobs on stored photos. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AwsClient } from 'aws4fetch';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startS3, type TestS3 } from '../../packages/server/src/testing/s3.ts';
import { readSample, startTestServer } from '../server/harness/server.ts';
import { runCli, sample } from './harness/run-cli.ts';

let s3: TestS3;
let env: NodeJS.ProcessEnv;
const keys = [
  '2026/a b.jpg',
  '2026/ä&ö.jpg',
  "2026/d(1)'.jpg",
  '2026/small/e.jpg',
  '2026/notes.txt',
  '2027/f.jpg',
];

beforeAll(async () => {
  s3 = await startS3();
  const { endpoint, bucket, accessKeyId, secretAccessKey } = s3.options;
  env = {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_ENDPOINT_URL_S3: endpoint,
  };
  const client = new AwsClient({ accessKeyId, secretAccessKey, service: 's3', region: 'us-east-1' });
  const body = new Uint8Array(await readSample('no-face.jpg'));
  for (const key of keys) {
    const path = key
      .split('/')
      .map(encodeURIComponent)
      .join('/')
      .replace(/[()']/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
    const { status } = await client.fetch(`${endpoint}/${bucket}/${path}`, { method: 'PUT', body });
    expect(status).toBe(200);
  }
});
afterAll(() => s3?.stop());

it('inspects the photos of a bucket in shares that are disjoint and together all of them', async () => {
  const shares: string[][] = [];
  for (const shard of ['1/2', '2/2']) {
    const { code, lines, stderr } = await runCli(
      ['inspect', 's3://photos/2026/', '--shard', shard, '--json', '--no-liveness'],
      { env },
    );
    expect([0, 1], stderr).toContain(code);
    expect(lines().filter(({ accepted }) => accepted === undefined)).toEqual([]);
    shares.push(lines().map(({ file }) => String(file)));
  }
  const photos = keys.filter((key) => key.startsWith('2026/') && key.endsWith('.jpg'));
  expect(shares.flat().sort()).toEqual(photos.map((key) => `s3://photos/${key}`).sort());
});

it('says what keeps it from a bucket, and what is wrong with a share', async () => {
  const run = async (args: string[], changes: NodeJS.ProcessEnv = {}) => {
    const { code, stdout, stderr } = await runCli(['inspect', '--json', ...args], {
      env: { ...env, ...changes },
    });
    return { code, text: stdout + stderr };
  };
  const closed = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
  expect(await run(['s3://photos/'], closed)).toMatchObject({
    code: 2,
    text: expect.stringContaining('unauthorized'),
  });
  expect(await run(['s3://nowhere/'])).toMatchObject({
    code: 2,
    text: expect.stringContaining("no bucket 'nowhere'"),
  });
  expect(await run(['s3://photos/2099/'])).toMatchObject({
    code: 2,
    text: expect.stringContaining('resource_not_found'),
  });
  expect(await run(['s3://'])).toMatchObject({
    code: 2,
    text: expect.stringContaining('s3://bucket/prefix'),
  });
  expect(await run(['samples', '--shard', '5/4'])).toMatchObject({
    code: 2,
    text: expect.stringContaining('3/64'),
  });
  expect(await run([])).toMatchObject({
    code: 2,
    text: expect.stringContaining('missing required argument'),
  });
});

it('asks the container’s host for credentials, with the token that it was handed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'livephoto-cli-role-'));
  const token = join(folder, 'token');
  await writeFile(token, 'of this container\n');
  const asked: (string | undefined)[] = [];
  const host = createServer((request, response) => {
    asked.push(request.headers.authorization);
    if (request.url !== '/role') return response.writeHead(404).end();
    const Expiration = new Date(Date.now() + 3_600_000).toISOString();
    const { AWS_ACCESS_KEY_ID: AccessKeyId, AWS_SECRET_ACCESS_KEY: SecretAccessKey } = env;
    return response.end(JSON.stringify({ AccessKeyId, SecretAccessKey, Token: 'of a session', Expiration }));
  });
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
  const inspect = (path: string) =>
    runCli(['inspect', 's3://photos/2027/', '--json', '--no-liveness'], {
      env: {
        ...env,
        AWS_ACCESS_KEY_ID: '',
        AWS_SECRET_ACCESS_KEY: '',
        AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${(host.address() as AddressInfo).port}${path}`,
        AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: token,
      },
    });
  const { code, lines, stderr } = await inspect('/role');
  expect({ code, files: lines().map(({ file }) => file) }, stderr).toEqual({
    code: 1,
    files: ['s3://photos/2027/f.jpg'],
  });
  expect(new Set(asked)).toEqual(new Set(['of this container']));
  const refused = await inspect('/another');
  expect(refused.code).toBe(2);
  expect(refused.stdout + refused.stderr).toContain('it answered 404');
  host.close();
  await rm(folder, { recursive: true });
});

it('answers every line with a line, in order, whatever is on it', async () => {
  const base64 = (await readFile(sample('selfie.jpg'))).toString('base64');
  const input = [
    JSON.stringify({ id: 1, path: sample('selfie.jpg') }),
    'nonsense',
    JSON.stringify({ id: 'two', base64 }),
    JSON.stringify({ id: 3, path: 'nowhere.jpg' }),
    JSON.stringify({ id: 4, url: 's3://photos/2026/a b.jpg' }),
    JSON.stringify({ id: 5, url: 'ftp://example.com/a.jpg' }),
    '',
    JSON.stringify({ id: 7, base64: 'bm8gcGhvdG8=' }),
  ];
  const { code, stdout, lines } = await runCli(['inspect', '--ndjson', '--no-liveness'], {
    env,
    stdin: Buffer.from(`${input.join('\n')}\n`),
  });
  expect(code).toBe(0);
  expect(stdout.split('\n')).toHaveLength(input.length + 1);
  const shown = lines().map(({ id, accepted, error }) => ({
    id,
    ...(accepted === undefined ? { type: (error as { type: string }).type } : { accepted }),
  }));
  expect(shown).toEqual([
    { id: 1, accepted: true },
    { id: undefined, type: 'invalid_request' },
    { id: 'two', accepted: true },
    { id: 3, type: 'resource_not_found' },
    { id: 4, accepted: false },
    { id: 5, type: 'invalid_request' },
    { id: undefined, type: 'invalid_request' },
    { id: 7, type: expect.stringMatching(/image_unreadable|invalid_request/) },
  ]);
});

it('starts, does, lists and shows jobs on a data folder, and writes their results', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'livephoto-cli-jobs-'));
  const server = await startTestServer({ LIVEPHOTO_DATA: folder });
  const clientId = await server.createClient();
  const { json: photo } = await server.upload(clientId, await readSample('selfie.jpg'));
  await server.close();
  const jobs = (...args: string[]) => runCli(['jobs', ...args, '--data', folder]);

  expect(await jobs('list')).toMatchObject({
    code: 0,
    stdout: '',
    stderr: expect.stringContaining('jobs start'),
  });
  const done = await jobs('start', 'reinspect', '--policy', 'lenient', '--here', '--workers', '1');
  expect(done).toMatchObject({ code: 0, stdout: expect.stringContaining('1 as before') });
  const policy = join(folder, 'ours.json');
  await writeFile(policy, '{ "extends": "lenient", "orientation": { "minInterEyeDistance": 4000 } }');
  const own = await jobs('start', 'reinspect', '--policy', policy, '--here', '--workers', '1');
  expect(own.stdout).toContain('policy ours');
  expect(own).toMatchObject({ code: 0, stdout: expect.stringContaining('1 would be refused') });
  const queued = await jobs('start', 'export');
  const id = queued.stdout.trim();
  expect(queued).toMatchObject({ code: 0, stderr: expect.stringContaining('livephoto jobs work') });
  expect(await jobs('result', id)).toMatchObject({ code: 2, stderr: expect.stringContaining('queued') });
  expect(await jobs('work', '--until-done', '--workers', '1')).toMatchObject({ code: 0 });
  expect(await jobs('show', id)).toMatchObject({ code: 0, stdout: expect.stringContaining('succeeded') });
  expect((await jobs('result', id)).lines()).toMatchObject([{ livePhotoId: photo.id, accepted: true }]);
  const out = join(folder, 'reports.parquet');
  expect(await jobs('result', id, '--format', 'parquet', '--out', out)).toMatchObject({ code: 0 });
  expect((await readFile(out)).subarray(0, 4).toString()).toBe('PAR1');
  expect(await jobs('cancel', id)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('nothing to cancel'),
  });
  expect(await jobs('show', 'x')).toMatchObject({ code: 2, stderr: expect.stringContaining('no job') });
  expect((await jobs('list')).stdout.split('\n')).toHaveLength(4);
  expect(await jobs('start', 'reinspect', '--policy', 'kind')).toMatchObject({ code: 2 });
  await rm(folder, { recursive: true });
});
