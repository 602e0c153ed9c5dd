/** What others make of the OpenAPI document: a typed client, and its samples of curl and JavaScript, against a real server. */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import openapiTS, { astToString } from 'openapi-typescript';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OpenApiDocument } from '../../packages/server/src/api/openapi/document.ts';
import { readSample, startTestServer, type TestServer } from './harness/server.ts';

interface Client {
  roundTrip(baseUrl: string, key: string, selfie: Blob, noFace: Blob): Promise<string[]>;
}

const run = promisify(execFile);
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

let server: TestServer;
let document: OpenApiDocument;
let folder: string;

beforeAll(async () => {
  server = await startTestServer();
  document = (await server.call('GET', '/openapi.json')).json;
  folder = await mkdtemp(join(tmpdir(), 'livephoto-client-'));
  await symlink(here('../node_modules'), join(folder, 'node_modules'));
});
afterAll(async () => {
  await server?.close();
  await rm(folder, { recursive: true });
});

it('gives openapi-typescript a client that compiles strictly and goes the whole way', async () => {
  const source = join(folder, 'client');
  await mkdir(source);
  await writeFile(join(source, 'api.d.ts'), astToString(await openapiTS(structuredClone(document) as never)));
  await copyFile(here('../openapi-client/round-trip.ts'), join(source, 'round-trip.ts'));
  await writeFile(
    join(source, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        module: 'esnext',
        moduleResolution: 'bundler',
        target: 'es2022',
        lib: ['es2022', 'dom', 'dom.iterable'],
        types: ['node'],
      },
    }),
  );
  const tsc = here('../../node_modules/typescript/bin/tsc');
  const complaints = await run(process.execPath, [tsc, '-p', source]).then(
    () => '',
    (error: { stdout: string }) => error.stdout,
  );
  expect(complaints).toBe('');

  const built = join(source, 'round-trip.mjs');
  await build({ entryPoints: [join(source, 'round-trip.ts')], outfile: built, bundle: true, format: 'esm' });
  const { roundTrip } = (await import(pathToFileURL(built).href)) as Client;
  const blob = async (name: string) =>
    new Blob([new Uint8Array(await readSample(name))], { type: 'image/jpeg' });
  expect(
    await roundTrip(server.url, server.liveKey, await blob('selfie.jpg'), await blob('no-face.jpg')),
  ).toEqual([
    'raw image/jpeg true',
    'form true',
    'refused face_not_detected',
    'accepted true, faces passed',
    'listed true,true',
    'downloaded true',
    'erased 204, then resource_not_found',
  ]);
});

/** Samples of which this test has the objects: pages make captures, and jobs and webhooks have tests of their own. */
const tried =
  /^\/(v1\/(clients|livePhotos|captureSessions|tokens|inspections|auditLogs)|healthz|readyz|metrics)(?!\/current)/;

it.each(['Shell', 'JavaScript'] as const)('has samples of %s that run as they stand', async (lang) => {
  await copyFile(here('../../samples/selfie.jpg'), join(folder, 'selfie.jpg'));
  const clientId = await server.createClient();
  const upload = async () => {
    const { json } = await server.upload(clientId, await readSample('selfie.jpg'));
    return json.id as string;
  };
  let photo = await upload();
  const session = await server.call('POST', '/v1/captureSessions', { body: { clientId } });
  const [entry] = (await server.call('GET', '/v1/auditLogs?pageSize=1')).json.items;
  const operations = Object.entries(document.paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    )
    .filter(({ path }) => tried.test(path))
    // What destroys comes last, and clients after their photos.
    .sort((a, b) => rank(a) - rank(b));
  for (const { path, method, operation } of operations) {
    const sample = operation['x-codeSamples'].find((one) => one.lang === lang)!;
    const id = path.startsWith('/v1/captureSessions')
      ? session.json.id
      : path.startsWith('/v1/auditLogs')
        ? entry.id
        : photo;
    const source = sample.source
      .replaceAll('0198c7a4d21c5f3b9e0a7d63', clientId)
      .replaceAll('0198c7a4d21c5f3b9e0a7d64', id);
    const status = lang === 'Shell' ? await runCurl(source) : await runScript(source);
    const success = Object.keys(operation.responses).find((code) => code.startsWith('2'));
    expect(status, `${method} ${path}\n${source}`).toBe(Number(success));
    if (rank({ path, method }) === 1) photo = await upload();
  }
});

function rank({ path, method }: { path: string; method: string }): number {
  if (method !== 'delete') return path.endsWith('/redact') ? 1 : 0;
  return path.startsWith('/v1/clients') ? 2 : 1;
}

async function runCurl(source: string): Promise<number> {
  const command = `${source} \\\n  --silent --output /dev/null --write-out '%{http_code}'`;
  const env = { ...process.env, API: server.url, KEY: server.liveKey };
  const { stdout } = await run('sh', ['-c', command], { cwd: folder, env });
  return Number(stdout);
}

async function runScript(source: string): Promise<number> {
  const file = new Blob([new Uint8Array(await readSample('selfie.jpg'))]);
  const call = new Function(
    'api',
    'key',
    'file',
    `return (async () => {\n${source}\nreturn response.status;\n})();`,
  );
  return call(server.url, server.liveKey, file);
}
