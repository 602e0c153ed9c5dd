/** Bodies that callers get wrong: each time the documented answer, nothing stored, the process alive. */
import { beforeAll, describe, expect, it } from 'vitest';
import { type Answer, ada, readSample } from './server.ts';
import { type ApiUnderTest, invalid, outline, type Watched } from './watched-server.ts';

const selfie = await readSample('selfie.jpg');
const data = selfie.toString('base64');
const missing = 'f'.repeat(24);

/** @param watched the server, on whatever runtime, once it runs. */
export function testBadInput(watched: () => Watched<ApiUnderTest>): void {
  let server: ApiUnderTest;
  let clientId: string;
  let testClientId: string;
  let acknowledged: Watched<ApiUnderTest>['acknowledged'];
  let upload: Watched<ApiUnderTest>['upload'];
  beforeAll(() => {
    ({ server, clientId, testClientId, acknowledged, upload } = watched());
  });

  describe('images', () => {
    it('takes base64 with line breaks, with a data-URL prefix, and all other forms of body', async () => {
      const form = (values: Record<string, string | Blob>) => {
        const body = new FormData();
        for (const [name, value] of Object.entries(values)) body.set(name, value);
        return body;
      };
      const blob = new Blob([new Uint8Array(selfie)], { type: 'image/jpg' });
      const bodies: Promise<Answer>[] = [
        upload({ clientId, data: data.replace(/(.{76})/g, '$1\r\n') }),
        upload({ clientId, data: `data:image/jpeg;base64,${data}`, performLivenessCheck: null }),
        upload(JSON.stringify({ clientId, data }), { headers: { 'Content-Type': 'text/plain' } }),
        upload(form({ clientId, data: blob, performLivenessCheck: 'false' })),
        upload(form({ clientId, data })),
        server.upload(clientId, selfie),
        server.upload(clientId, selfie, { headers: { 'Content-Type': 'application/octet-stream' } }),
      ];
      for (const body of bodies) {
        const answer = await body;
        expect(answer.status).toBe(200);
        acknowledged.add(answer.json.id);
        const download = await server.call('GET', `/v1/livePhotos/${answer.json.id}/download`);
        expect(download.json.data).toBe(data);
      }
    });

    it('refuses what is too small or too large with the reference’s words', async () => {
      const size = invalid('Image file size should be between 34KB and 4MB', 'data');
      const ofSize = (length: number) =>
        Buffer.concat([selfie.subarray(0, Math.min(length, 2000)), Buffer.alloc(length)]).subarray(0, length);
      for (const length of [0, 1, 34 * 1024 - 1, 4 * 1024 * 1024 + 1]) {
        expect(outline(await upload({ clientId, data: ofSize(length).toString('base64') }))).toEqual(size);
        expect(outline(await server.upload(clientId, ofSize(length)))).toEqual(size);
      }
    });

    it('refuses a form whose fields are given twice, or in the query otherwise', async () => {
      const form = (...fields: [string, string | Blob][]) => {
        const body = new FormData();
        for (const [name, value] of fields) body.append(name, value);
        return body;
      };
      const blob = new Blob([new Uint8Array(selfie)], { type: 'image/jpeg' });
      for (const [body, param, query = ''] of [
        [form(['clientId', clientId], ['data', blob], ['data', blob]), 'data'],
        [form(['clientId', clientId], ['clientId', missing], ['data', blob]), 'clientId'],
        [form(['clientId', clientId], ['data', blob]), 'clientId', `?clientId=${missing}`],
      ] as const) {
        const answer = await server.call('POST', `/v1/livePhotos${query}`, { body });
        expect(outline(answer)).toMatchObject({ status: 400, type: 'invalid_request', param });
      }
      const twice = `/v1/livePhotos?clientId=${clientId}&clientId=${missing}`;
      const raw = await server.call('POST', twice, {
        body: selfie,
        headers: { 'Content-Type': 'image/jpeg' },
      });
      expect(outline(raw)).toMatchObject({ status: 400, param: 'clientId' });
    });

    it('refuses broken base64 and text', async () => {
      expect(outline(await upload({ clientId, data: `${data.slice(0, 50_000)}!${data}` }))).toEqual(
        invalid('The data is not base64: character 50001 does not belong there', 'data'),
      );
      const text = Buffer.from('This is no photo. '.repeat(3000)).toString('base64');
      const answer = await upload({ clientId, data: text });
      expect(outline(answer)).toMatchObject({ status: 400, type: 'invalid_request', param: 'data' });
      const gif = Buffer.concat([Buffer.from('GIF89a'), Buffer.alloc(40_000, 7)]);
      const foreign = await server.upload(clientId, gif, { headers: { 'Content-Type': 'image/gif' } });
      expect(outline(foreign)).toMatchObject({ status: 400, param: 'data' });
    });

    it('takes an image for what its bytes are, whatever it is called', async () => {
      for (const type of [
        'image/png',
        'image/heic',
        'image/*',
        'image/jpg',
        'images/jpg',
        'application/octet-stream',
      ]) {
        const answer = await server.upload(clientId, selfie, { headers: { 'Content-Type': type } });
        expect([answer.status, answer.json.contentType]).toEqual([200, 'image/jpeg']);
        acknowledged.add(answer.json.id);
      }
      for (const type of ['image/png', 'image/heic', 'text/plain']) {
        const answer = await upload({ clientId, data: `data:${type};base64,${data}` });
        expect([answer.status, answer.json.contentType]).toEqual([200, 'image/jpeg']);
        acknowledged.add(answer.json.id);
      }
      const form = new FormData();
      form.set('clientId', clientId);
      form.set('data', new Blob([new Uint8Array(selfie)], { type: 'image/heic' }), 'IMG_0001.HEIC');
      const answer = await upload(form);
      expect([answer.status, answer.json.contentType]).toEqual([200, 'image/jpeg']);
      acknowledged.add(answer.json.id);
    });

    it('answers a damaged image with 422, whatever the key', async () => {
      const truncated = await readSample('truncated.jpg');
      for (const [id, key] of [
        [clientId, server.liveKey],
        [testClientId, server.testKey],
      ] as const) {
        const answer = await server.upload(id, truncated, { key });
        expect(outline(answer)).toMatchObject({ status: 422, type: 'image_unreadable', param: 'data' });
      }
    });

    it('answers a refused photo with every finding, and keeps nothing of it', async () => {
      const answer = await server.upload(clientId, await readSample('no-face.jpg'));
      expect(outline(answer)).toMatchObject({ status: 422, type: 'face_not_detected', param: 'data' });
      expect(answer.json.inspections[0]).toMatchObject({ code: 'face_not_detected' });
    });
  });

  describe('JSON', () => {
    it('names the field that is wrong', async () => {
      const cases: [body: unknown, message: string, param?: string][] = [
        [{ data }, 'clientId: is required', 'clientId'],
        [{ clientId }, 'data: must be the image as base64', 'data'],
        [{ clientId, data: 5 }, 'data: must be the image as base64', 'data'],
        [{ clientId, data: [data] }, 'data: must be the image as base64', 'data'],
        [{ clientId: {}, data }, 'clientId: must be text', 'clientId'],
        [{ clientId: 'me', data }, "Invalid client id 'me'", 'clientId'],
        [
          { clientId, data, performLivenessCheck: 'yes' },
          'performLivenessCheck: must be true or false',
          'performLivenessCheck',
        ],
      ];
      for (const [body, message, param] of cases) {
        expect(outline(await upload(body))).toEqual(invalid(message, param));
      }
      for (const body of ['', '{', 'null', '[]', '"x"', '5', '\u0000', '{"clientId":"x"}garbage']) {
        const answer = await upload(body, { headers: { 'Content-Type': 'application/json' } });
        expect(outline(answer)).toMatchObject({ status: 400, type: 'invalid_request' });
      }
      const latin1 = await upload(Buffer.from([0x7b, 0x22, 0xe9, 0x22, 0x3a, 0x31, 0x7d]));
      expect(outline(latin1)).toEqual(invalid('The request body is not valid JSON'));
    });

    it('refuses what is encoded, and numbers that JSON cannot give back', async () => {
      const zipped = new Uint8Array(
        await new Response(
          new Blob([JSON.stringify(ada)]).stream().pipeThrough(new CompressionStream('gzip')),
        ).arrayBuffer(),
      );
      const encoded = await server.call('POST', '/v1/clients', {
        body: zipped,
        headers: { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
      });
      expect(outline(encoded)).toMatchObject({ status: 400, param: 'Content-Encoding' });
      const plain = await server.call('POST', '/v1/clients', {
        body: JSON.stringify(ada),
        headers: { 'Content-Encoding': 'identity' },
      });
      expect(plain.status).toBe(200);
      const endless = JSON.stringify({ ...ada, metadata: { list: [1, 'n'] } }).replace('"n"', '1e999');
      const answer = await server.call('POST', '/v1/clients', { body: endless });
      expect(outline(answer)).toMatchObject({ status: 400, param: 'metadata.list.1' });
    });

    it('keeps every change of a client, of many that come at once', async () => {
      const { json } = await server.call('POST', '/v1/clients', { body: ada });
      const names = Array.from({ length: 8 }, (_, i) => `field${i}`);
      const answers = await Promise.all(
        names.map((name) => server.call('POST', `/v1/clients/${json.id}`, { body: { [name]: name } })),
      );
      expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
      const got = (await server.call('GET', `/v1/clients/${json.id}`)).json;
      expect(names.filter((name) => got[name] === name)).toEqual(names);
    });

    it('lets no client grow by changes beyond what one body may have', async () => {
      const { json } = await server.call('POST', '/v1/clients', { body: ada });
      const change = (name: string) =>
        server.call('POST', `/v1/clients/${json.id}`, { body: { [name]: 'x'.repeat(40_000) } });
      expect((await change('first')).status).toBe(200);
      expect(outline(await change('second'))).toMatchObject({ status: 413, type: 'payload_too_large' });
      const got = (await server.call('GET', `/v1/clients/${json.id}`)).json;
      expect(Object.keys(got)).toContain('first');
      expect(Object.keys(got)).not.toContain('second');
    });

    it('checks clients', async () => {
      const cases: [body: object, param: string][] = [
        [{}, 'type'],
        [{ ...ada, type: 'robot' }, 'type'],
        [{ ...ada, email: 'nobody' }, 'email'],
        [{ ...ada, personDetails: undefined }, 'personDetails'],
        [{ ...ada, personDetails: { firstName: 'Ada' } }, 'personDetails.lastName'],
        [{ ...ada, personDetails: { firstName: '', lastName: 'L' } }, 'personDetails.firstName'],
        [{ type: 'company', email: ada.email }, 'companyDetails'],
      ];
      for (const [body, param] of cases) {
        const answer = await server.call('POST', '/v1/clients', { body });
        expect(outline(answer)).toMatchObject({ status: 400, type: 'invalid_request', param });
      }
      const change = await server.call('POST', `/v1/clients/${clientId}`, { body: { email: 'nobody' } });
      expect(outline(change)).toMatchObject({ status: 400, param: 'email' });
    });

    it('keeps what a client is given, whatever its names and characters', async () => {
      const body = {
        ...ada,
        metadata: {
          constructor: 'x',
          toString: 1,
          text: 'ü\u0000\ud800 𝄞 \u202e',
          list: [1, [2, { a: null }]],
        },
        id: missing,
        createdAt: 'never',
      };
      const { json } = await server.call('POST', '/v1/clients', {
        body: JSON.stringify(body).replace('"metadata":{', '"metadata":{"__proto__":{"polluted":true},'),
      });
      expect(json.id).not.toBe(missing);
      const got = (await server.call('GET', `/v1/clients/${json.id}`)).json;
      expect(got).toEqual(json);
      expect(got.metadata.text).toBe(body.metadata.text);
      expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    });

    it('survives bombs: nesting, width, size', async () => {
      const post = (path: string, body: string) => server.call('POST', path, { body });
      const nested = `${'['.repeat(30_000)}${']'.repeat(30_000)}`;
      const deep = await post('/v1/clients', `{"type":"person","metadata":${nested}}`);
      expect(outline(deep)).toEqual(invalid('The request body is nested deeper than 16 levels'));
      const deepUpload = await post('/v1/livePhotos', `{"data":${'['.repeat(2e6)}${']'.repeat(2e6)}}`);
      expect(deepUpload.status).toBe(400);
      const wide = `{${Array.from({ length: 400_000 }, (_, i) => `"k${i}":1`).join(',')}}`;
      expect(outline(await post('/v1/livePhotos', wide))).toEqual(
        invalid('The request body has more than 2000 values'),
      );
      expect((await post('/v1/clients', wide)).status).toBe(413);
    });
  });
}
