/** Walks every route of a running server and holds its answers against the document that it serves. */

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { createWasmDecoder, type ErrorType, errorStatus, sniffImage } from '@livephoto/core';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawnHeadPolicy } from '../../benchmarks/src/accuracy/capture/scenes/drawn-head-policy.ts';
import type { OpenApiDocument } from '../../packages/server/src/api/openapi/document.ts';
import { createFilmStudio } from './harness/film.ts';
import { encodePng } from './harness/png.ts';
import { captureForm } from './harness/send-capture.ts';
import { type Answer, ada, readSample, startTestServer, type TestServer } from './harness/server.ts';

interface Media {
  readonly schema: object;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}
interface Answered {
  readonly content?: Readonly<Record<string, Media>>;
}

let server: TestServer;
let document: OpenApiDocument;
const seen = new Set<string>();

beforeAll(async () => {
  server = await startTestServer({
    LIVEPHOTO_WEBHOOK_TARGETS: 'any',
    LIVEPHOTO_POLICY: JSON.stringify(drawnHeadPolicy),
  });
  document = (await server.call('GET', '/openapi.json')).json;
});
afterAll(() => server?.close());

/** Calls, and checks that the document has this answer and that its body is of the documented shape. */
async function walk(
  method: string,
  route: string,
  path: string,
  options: Parameters<TestServer['call']>[2] = {},
): Promise<Answer> {
  const answer = await server.call(method, path, options);
  const operation = document.paths[route]?.[method.toLowerCase()];
  const documented = operation?.responses[answer.status] as
    | { content?: Record<string, { schema?: object }> }
    | undefined;
  expect(documented, `${method} ${route} answered ${answer.status}`).toBeDefined();
  seen.add(`${method} ${route} ${answer.status}`);
  const type = answer.headers.get('content-type')?.split(';')[0] ?? '';
  if (documented?.content) {
    expect(Object.keys(documented.content)).toContain(type);
    const { schema } = documented.content[type] ?? {};
    if (schema && type === 'application/json')
      assertShape(schema, answer.json, `${method} ${route} ${answer.status}`);
  } else {
    expect(answer.bytes).toHaveLength(0);
  }
  return answer;
}

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
const validators = new Map<string, ValidateFunction>();

function assertShape(schema: object, value: unknown, where: string): void {
  const text = JSON.stringify(schema);
  const validate = validators.get(text) ?? ajv.compile({ ...schema, components: document.components });
  validators.set(text, validate);
  expect(validate(value) ? [] : validate.errors, where).toEqual([]);
}

it('is a valid OpenAPI 3.1 document', async () => {
  const result = await new Validator().validate(structuredClone(document) as never);
  expect(result).toEqual({ valid: true });
  expect(document.openapi).toBe('3.1.0');
});

it('passes every rule that Redocly recommends, warnings too', async () => {
  const problems = await lintFromString({
    source: JSON.stringify(document),
    absoluteRef: '/openapi.json',
    config: await createConfig({ extends: ['recommended-strict'] }),
  });
  expect(problems.map(({ ruleId, message }) => `${ruleId}: ${message}`)).toEqual([]);
});

it('gives an example of every answer and every JSON body, each of its documented shape', () => {
  for (const [route, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const bodies: [string, Media | undefined][] = [
        ['body', (operation.requestBody as Answered | undefined)?.content?.['application/json']],
        ...Object.entries(operation.responses).map(([status, answer]): [string, Media | undefined] => [
          status,
          (answer as Answered).content?.['application/json'],
        ]),
      ];
      for (const [name, media] of bodies) {
        if (!media) continue;
        const where = `${method} ${route} ${name}`;
        const examples = Object.values(media.examples ?? { only: { value: media.example } });
        expect(examples, where).not.toEqual([{ value: undefined }]);
        for (const { value } of examples) assertShape(media.schema, value, where);
        // A status and the type of its error belong together.
        for (const { value } of Number(name) >= 400 ? examples : []) {
          expect(errorStatus[(value as { type: ErrorType }).type], where).toBe(Number(name));
        }
      }
    }
  }
});

it('is rendered, without anything fetched or run', async () => {
  const page = await server.call('GET', '/docs');
  const html = new TextDecoder().decode(page.bytes);
  for (const path of Object.keys(document.paths)) expect(html).toContain(`<code>${path}</code>`);
  for (const name of Object.keys(document.components.schemas)) expect(html).toContain(`id="${name}"`);
  expect(html).not.toMatch(/<script|(src|href)="?https?:|@import|\[object|undefined/);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
});

it('has the same plain page where there is one to try as well', async () => {
  const [page, plain] = await Promise.all(['/docs', '/docs/plain'].map((path) => server.call('GET', path)));
  expect(Buffer.from(plain!.bytes).equals(page!.bytes)).toBe(true);
});

it('matches the answers of every route', async () => {
  const selfie = await readSample('selfie.jpg');
  const data = selfie.toString('base64');
  const missing = 'f'.repeat(24);

  for (const path of ['/healthz', '/readyz', '/metrics']) await walk('GET', path, path);

  const { json: client } = await walk('POST', '/v1/clients', '/v1/clients', { body: ada });
  const clientPath = `/v1/clients/${client.id}`;
  await walk('POST', '/v1/clients', '/v1/clients', { body: { type: 'robot' } });
  await walk('POST', '/v1/clients', '/v1/clients', { body: { ...ada, notes: 'x'.repeat(70_000) } });
  await walk('GET', '/v1/clients', '/v1/clients?pageSize=1');
  await walk('GET', '/v1/clients/{id}', clientPath);
  await walk('GET', '/v1/clients/{id}', `/v1/clients/${missing}`);
  await walk('POST', '/v1/clients/{id}', clientPath, { body: { mobile: '+44 1' } });

  const upload = (options: object) => walk('POST', '/v1/livePhotos', '/v1/livePhotos', options);
  const { json: photo } = await upload({ body: { clientId: client.id, data } });
  await upload({ body: { clientId: client.id, data: '' } });
  await upload({ body: { clientId: missing, data } });
  await upload({ body: { clientId: client.id, data }, key: 'live_no' });
  await upload({
    body: { clientId: client.id, data: (await readSample('no-face.jpg')).toString('base64') },
  });
  await upload({
    body: { clientId: client.id, data: (await readSample('truncated.jpg')).toString('base64') },
  });
  const form = new FormData();
  form.set('clientId', client.id);
  form.set('data', new Blob([await selfieAsPng(selfie)], { type: 'image/png' }), 'selfie.png');
  const { json: png } = await upload({ body: form });
  expect(png.contentType).toBe('image/png');

  await walk('GET', '/v1/livePhotos', `/v1/livePhotos?clientId=${client.id}`);
  await walk('GET', '/v1/livePhotos', '/v1/livePhotos');
  const photoPath = `/v1/livePhotos/${photo.id}`;
  await walk('GET', '/v1/livePhotos/{id}', photoPath);
  await walk('GET', '/v1/livePhotos/{id}/inspections', `${photoPath}/inspections`);
  await walk('GET', '/v1/livePhotos/{id}/download', `${photoPath}/download`);
  const raw = await walk('GET', '/v1/livePhotos/{id}/download', `${photoPath}/download`, {
    headers: { Accept: 'image/*' },
  });
  expect(Buffer.from(raw.bytes).equals(selfie)).toBe(true);
  const rawPng = await walk('GET', '/v1/livePhotos/{id}/download', `/v1/livePhotos/${png.id}/download`, {
    headers: { Accept: 'image/png, */*;q=0.1' },
  });
  expect(rawPng.headers.get('content-disposition')).toMatch(/\.png"$/);

  const { json: made } = await walk('POST', '/v1/tokens', '/v1/tokens', { body: { clientId: client.id } });
  await walk('POST', '/v1/tokens', '/v1/tokens', { body: { clientId: client.id }, key: made.token });
  await walk('POST', '/v1/tokens', '/v1/tokens', { body: { clientId: client.id, expiresIn: 5 } });
  const sessions = '/v1/captureSessions';
  const { json: session } = await walk('POST', sessions, sessions, { body: { clientId: client.id } });
  await walk('POST', sessions, sessions, { body: { clientId: client.id, turns: 9 } });
  const page = { key: session.token };
  await walk('GET', `${sessions}/current`, `${sessions}/current`, page);
  const drawn = `${sessions}/current/challenges`;
  const { json: challenge } = await walk('POST', drawn, drawn, page);
  const film = await (await createFilmStudio()).head(challenge);
  // The film took its time: a connection that the server has ended meanwhile is found out by a call that may fail.
  await server.call('GET', '/healthz').catch(() => {});
  const captures = `${sessions}/current/captures`;
  const capture = async () => ({ ...page, body: await captureForm(challenge, film) });
  await walk('POST', captures, captures, { ...page, body: { frames: [] } });
  await walk('POST', captures, captures, await capture());
  await walk('POST', captures, captures, await capture());
  await walk('POST', drawn, drawn, page);
  await walk('GET', `${sessions}/{id}`, `${sessions}/${session.id}`);
  await walk('GET', `${sessions}/{id}`, `${sessions}/${missing}`);
  await walk('POST', '/v1/inspections', '/v1/inspections', { body: { data } });
  await walk('POST', '/v1/inspections', '/v1/inspections', {
    body: await readSample('no-face.jpg'),
    headers: { 'Content-Type': 'image/jpeg' },
  });
  await walkUploads(client.id, data);
  await walkJobs();
  await walkWebhooks(client.id, selfie);
  await walk('GET', '/v1/auditLogs', `/v1/auditLogs?clientId=${client.id}&action=livePhoto.create`);
  await walk('GET', '/v1/auditLogs', '/v1/auditLogs?livePhotoId=nonsense');
  const [entry] = (await server.call('GET', '/v1/auditLogs?pageSize=1')).json.items;
  await walk('GET', '/v1/auditLogs/{id}', `/v1/auditLogs/${entry.id}`);
  await walk('GET', '/v1/auditLogs/{id}', `/v1/auditLogs/${missing}`);

  await walk('POST', '/v1/livePhotos/{id}/redact', `${photoPath}/redact`);
  await walk('GET', '/v1/livePhotos/{id}/download', `${photoPath}/download`);
  await walk('DELETE', '/v1/livePhotos/{id}', photoPath);
  await walk('DELETE', '/v1/livePhotos/{id}', photoPath);
  await walk('DELETE', '/v1/clients/{id}', clientPath);
  await walk('DELETE', '/v1/clients/{id}', clientPath);

  const successes = Object.entries(document.paths).flatMap(([route, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) =>
      Object.keys(operation.responses)
        .filter((status) => status.startsWith('2'))
        .map((status) => `${method.toUpperCase()} ${route} ${status}`),
    ),
  );
  expect(successes.filter((success) => !seen.has(success))).toEqual([]);
});

async function walkUploads(clientId: string, data: string): Promise<void> {
  const headers = { Prefer: 'respond-async' };
  const later = await walk('POST', '/v1/livePhotos', '/v1/livePhotos', { body: { clientId, data }, headers });
  expect(later.status).toBe(202);
  const path = `/v1/uploads/${later.json.id}`;
  await expect.poll(async () => (await server.call('GET', path)).json.state).toBe('accepted');
  await walk('GET', '/v1/uploads/{id}', path);
  await walk('GET', '/v1/uploads/{id}', `/v1/uploads/${'f'.repeat(24)}`);
}

async function walkJobs(): Promise<void> {
  const { json: job } = await walk('POST', '/v1/jobs', '/v1/jobs', { body: { type: 'export' } });
  const path = `/v1/jobs/${job.id}`;
  await expect.poll(async () => (await server.call('GET', path)).json.state).toBe('succeeded');
  await walk('GET', '/v1/jobs', '/v1/jobs');
  await walk('GET', '/v1/jobs/{id}', path);
  await walk('GET', '/v1/jobs/{id}/result', `${path}/result`);
  await walk('GET', '/v1/jobs/{id}/result', `${path}/result?format=parquet`);
  await walk('POST', '/v1/jobs/{id}/cancel', `${path}/cancel`);
  await walk('POST', '/v1/jobs', '/v1/jobs', { body: { type: 'nothing' } });
  const { json: long } = await walk('POST', '/v1/jobs', '/v1/jobs', { body: { type: 'reinspect' } });
  await walk('GET', '/v1/jobs/{id}/result', `/v1/jobs/${long.id}/result`);
  await walk('POST', '/v1/jobs/{id}/cancel', `/v1/jobs/${long.id}/cancel`);
}

async function walkWebhooks(clientId: string, selfie: Uint8Array): Promise<void> {
  const receiver = createServer((request, response) => {
    request.resume();
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  const all = '/v1/webhookEndpoints';
  const { json: hook } = await walk('POST', all, all, { body: { url, events: ['live_photo.created'] } });
  await walk('POST', all, all, { body: { url: 'ftp://example.com' } });
  await walk('GET', all, all);
  const path = `${all}/${hook.id}`;
  await walk('GET', `${all}/{id}`, path);
  await walk('POST', `${all}/{id}`, path, { body: { description: 'of a test' } });
  await server.upload(clientId, selfie);
  const deliveries = async () => (await server.call('GET', `${path}/deliveries`)).json.items;
  await expect.poll(async () => (await deliveries())[0]?.state).toBe('delivered');
  await walk('GET', `${all}/{id}/deliveries`, `${path}/deliveries`);
  const [{ id }] = await deliveries();
  await walk('POST', '/v1/webhookDeliveries/{id}/replay', `/v1/webhookDeliveries/${id}/replay`);
  await walk('POST', '/v1/webhookDeliveries/{id}/replay', '/v1/webhookDeliveries/evt_none/replay');
  await walk('POST', `${all}/{id}/replay`, `${path}/replay`);
  await walk('DELETE', `${all}/{id}`, path);
  await walk('DELETE', `${all}/{id}`, path);
  receiver.close();
}

async function selfieAsPng(jpeg: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const require = createRequire(import.meta.resolve('@livephoto/core'));
  const wasm = await readFile(require.resolve('@livephoto/core/images.wasm'));
  const decoder = createWasmDecoder({ images: await WebAssembly.compile(wasm) });
  const info = sniffImage(jpeg);
  const image = await decoder.decode(jpeg, info, { longestSide: 800 });
  return new Uint8Array(encodePng(image.data, image.width, image.height));
}
