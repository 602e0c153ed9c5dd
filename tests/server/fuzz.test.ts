/** Requests made up at random, from the OpenAPI document and around it: always a documented answer, never a crash. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OpenApiDocument } from '../../packages/server/src/api/openapi/document.ts';
import { readSample, startTestServer, type TestServer } from './harness/server.ts';

const selfie = await readSample('selfie.jpg');
let server: TestServer;
let document: OpenApiDocument;
let clientId: string;
let photoId: string;
beforeAll(async () => {
  server = await startTestServer();
  document = (await server.call('GET', '/openapi.json')).json;
  clientId = await server.createClient();
  photoId = (await server.upload(clientId, selfie)).json.id;
});
afterAll(() => server?.close());

/** Text that a header or path may carry over HTTP. */
const plain = fc.string({
  unit: fc.constantFrom(...'abcXYZ019 -_.,:;/%&=?#+*\'"()[]{}<>!~^|'),
  maxLength: 40,
});
const nasty = fc.constantFrom(
  '',
  '..',
  '%00',
  '%2e%2e%2f',
  "' or 1=1 --",
  '\u202e',
  '💥',
  'null',
  '-1',
  '1e999',
  '__proto__',
);
const word = fc.oneof(plain, nasty, fc.string({ maxLength: 20 }));
const jsonBody = fc.oneof(
  fc.json({ maxDepth: 5 }),
  fc.record(
    {
      clientId: fc.oneof(word, fc.constant('CLIENT')),
      data: fc.oneof(word, fc.base64String({ maxLength: 60_000 }), fc.constant('SELFIE')),
      performLivenessCheck: fc.oneof(fc.boolean(), fc.jsonValue()),
      type: fc.oneof(fc.constantFrom('person', 'company'), fc.jsonValue()),
      email: fc.oneof(fc.emailAddress(), fc.jsonValue()),
      personDetails: fc.jsonValue(),
      companyDetails: fc.jsonValue(),
    },
    { requiredKeys: [] },
  ),
);
const types = fc.constantFrom(
  'application/json',
  'image/jpeg',
  'image/png',
  'multipart/form-data',
  'multipart/form-data; boundary=x',
  'application/x-www-form-urlencoded',
  'text/plain; charset=utf-16',
  '',
);

it('answers every request with a documented status and, where there is one, an error of the documented shape', async () => {
  const operations = Object.entries(document.paths).flatMap(([route, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      route,
      method: method.toUpperCase(),
      operation,
    })),
  );
  // What the fuzz must not do to the objects that it uses.
  const deletes = (method: string, route: string) => method === 'DELETE' || route.endsWith('/redact');
  const request = fc.record({
    target: fc.constantFrom(...operations),
    id: fc.oneof(word, fc.constantFrom('CLIENT', 'PHOTO', 'f'.repeat(24))),
    query: fc.array(
      fc.tuple(
        fc.oneof(
          fc.constantFrom('clientId', 'page', 'pageSize', 'createdAfter', 'action', 'livePhotoId'),
          word,
        ),
        fc.oneof(
          word,
          fc.constant('CLIENT'),
          fc.integer().map(String),
          fc.date({ noInvalidDate: true }).map((d) => d.toISOString()),
        ),
      ),
      { maxLength: 4 },
    ),
    body: fc.oneof(jsonBody, fc.uint8Array({ maxLength: 2000 })),
    type: types,
    accept: fc.oneof(fc.constantFrom('*/*', 'image/*', 'application/json'), plain),
    idempotencyKey: fc.option(plain),
  });

  await fc.assert(
    fc.asyncProperty(request, async ({ target, id, query, body, type, accept, idempotencyKey }) => {
      const { route, method, operation } = target;
      const harmful = deletes(method, route);
      const fill = (text: string) =>
        text
          .replaceAll('CLIENT', harmful ? 'f'.repeat(24) : clientId)
          .replaceAll('PHOTO', harmful ? 'f'.repeat(24) : photoId);
      const search = new URLSearchParams(query.map(([name, value]) => [name, fill(value)]));
      const path = `${route.replace('{id}', encodeURIComponent(fill(id)))}?${search}`;
      const text =
        body instanceof Uint8Array ? body : fill(typeof body === 'string' ? body : JSON.stringify(body));
      const answer = await server.call(method, path, {
        headers: {
          Accept: accept,
          ...(type ? { 'Content-Type': type } : {}),
          ...(idempotencyKey === null ? {} : { 'Idempotency-Key': idempotencyKey }),
        },
        ...(method === 'POST'
          ? { body: typeof text === 'string' ? text.replace('SELFIE', selfie.toString('base64')) : text }
          : {}),
      });
      // An id of dots or slashes makes another path of it, which has its own answers.
      const otherPath = answer.status === 404 || answer.status === 405;
      if (!otherPath) expect(Object.keys(operation.responses)).toContain(String(answer.status));
      expect(answer.status).not.toBe(500);
      expect(answer.headers.get('x-request-id')).toBeTruthy();
      if (answer.status >= 400) {
        expect(answer.json).toMatchObject({ type: expect.any(String), message: expect.any(String) });
        expect(JSON.stringify(answer.json)).not.toMatch(/at \w+ \(|node_modules|\.ts:|sqlite|select /i);
      }
    }),
    { numRuns: 600, endOnFailure: true },
  );
  expect((await server.call('GET', `/v1/livePhotos/${photoId}/download`)).status).toBe(200);
  expect(server.logLines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
});

it('stores a client and answers it as it was given, whatever it is called', async () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 50 });
  await fc.assert(
    fc.asyncProperty(text, text, fc.jsonValue({ maxDepth: 4 }), async (firstName, lastName, metadata) => {
      const body = {
        type: 'person',
        email: 'ada@example.com',
        personDetails: { firstName, lastName },
        metadata,
      };
      const created = await server.call('POST', '/v1/clients', { body });
      expect(created.status).toBe(200);
      const got = await server.call('GET', `/v1/clients/${created.json.id}`);
      expect(got.json).toEqual(created.json);
      expect(JSON.stringify(got.json.metadata)).toBe(JSON.stringify(metadata));
      expect(got.json.personDetails).toEqual({ firstName, lastName });
    }),
    { numRuns: 100 },
  );
});
