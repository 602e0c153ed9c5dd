/** The proof of the contract: ComplyCube's own Node SDK, unchanged but for its base URL, against a server on any runtime. */
import { ComplyCube } from '@complycube/api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readSample } from './server.ts';

/** A server that was started with `LIVEPHOTO_COMPAT=complycube`, with a key of each mode and enough requests a second. */
export interface ServerUnderTest {
  /** Without a slash at its end. */
  readonly url: string;
  readonly liveKey: string;
  readonly testKey: string;
  close(): Promise<void>;
}

export function testWithComplyCubeSdk(start: () => Promise<ServerUnderTest>): void {
  let selfie: Buffer;
  let data: string;

  let server: ServerUnderTest;
  let sdk: ComplyCube;
  beforeAll(async () => {
    selfie = await readSample('selfie.jpg');
    data = selfie.toString('base64');
    server = await start();
    sdk = connect(server.liveKey);
  });
  afterAll(() => server?.close());

  function connect(apiKey: string): ComplyCube {
    const sdk = new ComplyCube({ apiKey });
    sdk.axiosInstance.defaults.baseURL = `${server.url}/v1`;
    return sdk;
  }

  const person = {
    type: 'person',
    email: 'ada@example.com',
    personDetails: { firstName: 'Ada', lastName: 'Lovelace', nationality: 'GB' },
    metadata: { cohort: 'first' },
  };
  const createClient = async (of = sdk) => (await of.client.create(person)).id;
  const missing = 'f'.repeat(24);

  it('creates, gets, updates, lists and deletes clients', async () => {
    const client = await sdk.client.create(person);
    expect(client).toMatchObject(person);
    expect(client.id).toMatch(/^[0-9a-f]{24}$/);
    expect(await sdk.client.get(client.id)).toEqual(client);
    const updated = await sdk.client.update(client.id, { email: 'countess@example.com' });
    expect(updated).toMatchObject({ ...person, email: 'countess@example.com' });
    expect(updated.updatedAt > client.updatedAt).toBe(true);
    const married = await sdk.client.update(client.id, { personDetails: { lastName: 'King' } });
    expect(married).toMatchObject({
      entityName: 'Ada King',
      personDetails: { ...person.personDetails, lastName: 'King' },
    });
    await expect(sdk.client.update(client.id, { type: 'company' })).rejects.toMatchObject({
      statusCode: 400,
      param: 'type',
    });
    const company = await sdk.client.create({
      type: 'company',
      email: 'office@example.com',
      companyDetails: { name: 'Analytical Engines' },
    });
    expect((await sdk.client.list()).map(({ id }) => id).slice(0, 2)).toEqual([company.id, client.id]);
    expect((await sdk.client.list({ page: 2, pageSize: 1 })).map(({ id }) => id)).toEqual([client.id]);
    await sdk.client.delete(company.id);
    await expect(sdk.client.get(company.id)).rejects.toMatchObject({ statusCode: 404 });
  });

  it('uploads, gets, lists with pages, downloads, redacts and deletes live photos', async () => {
    const clientId = await createClient();
    const photo = await sdk.livePhoto.upload(clientId, { data });
    expect(photo).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      clientId,
      performLivenessCheck: true,
      downloadLink: `/livePhotos/${photo.id}/download`,
      contentType: 'images/jpg',
      size: selfie.length,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      updatedAt: photo.createdAt,
    });
    expect(await sdk.livePhoto.get(photo.id)).toEqual(photo);

    const second = await sdk.livePhoto.upload(clientId, { data, performLivenessCheck: false });
    expect(second.performLivenessCheck).toBe(false);
    expect(await sdk.livePhoto.list(clientId)).toEqual([second, photo]);
    expect(await sdk.livePhoto.list(clientId, { page: 2, pageSize: 1 })).toEqual([photo]);
    expect(await sdk.livePhoto.list(clientId, { page: 3, pageSize: 1 })).toEqual([]);

    // The SDK types a download as a live photo; what comes is the image.
    const download = (await sdk.livePhoto.download(photo.id)) as unknown as Record<string, string>;
    expect(Object.keys(download)).toEqual(['fileName', 'contentType', 'data']);
    expect(download.fileName).toBe(`selfie_${Date.parse(photo.createdAt)}.jpg`);
    expect(download.contentType).toBe('images/jpg');
    expect(Buffer.from(download.data!, 'base64').equals(selfie)).toBe(true);
    // As callers use the link: joined to the base URL with a slash more.
    const linked = await fetch(`${server.url}/v1/${photo.downloadLink}`, {
      headers: { Authorization: server.liveKey },
    });
    expect(await linked.json()).toEqual(download);

    expect(await sdk.livePhoto.redact(photo.id)).toEqual({});
    await expect(sdk.livePhoto.download(photo.id)).rejects.toMatchObject({
      name: 'ComplyCubeApiError',
      statusCode: 404,
      type: 'resource_not_found',
      message: `The image of live photo '${photo.id}' was redacted (status code 404)`,
    });
    expect(await sdk.livePhoto.redact(photo.id)).toEqual({});
    expect(await sdk.livePhoto.get(photo.id)).toMatchObject({ id: photo.id, size: selfie.length });

    expect(await sdk.livePhoto.delete(photo.id)).toBeUndefined();
    await sdk.livePhoto.delete(second.id);
    expect(await sdk.livePhoto.list(clientId)).toEqual([]);
  });

  it('throws the error type of the SDK for each documented error', async () => {
    const clientId = await createClient();
    const photo = await sdk.livePhoto.upload(clientId, { data });
    const noFace = (await readSample('no-face.jpg')).toString('base64');
    const errors: [call: () => Promise<unknown>, expected: object][] = [
      [
        () => sdk.livePhoto.upload(clientId, { data: Buffer.alloc(1000, 1).toString('base64') }),
        {
          statusCode: 400,
          type: 'invalid_request',
          message: 'Image file size should be between 34KB and 4MB (status code 400)',
          param: 'data',
        },
      ],
      [
        () => connect('live_wrong').livePhoto.get(photo.id),
        {
          statusCode: 401,
          type: 'unauthorized',
          message: "The 'Authorization' header is invalid (status code 401)",
        },
      ],
      [
        () => sdk.livePhoto.get(missing),
        {
          statusCode: 404,
          type: 'resource_not_found',
          message: `Invalid live photo id '${missing}' (status code 404)`,
        },
      ],
      [
        () => sdk.livePhoto.upload(missing, { data }),
        {
          statusCode: 404,
          type: 'resource_not_found',
          message: `Invalid client id '${missing}' (status code 404)`,
        },
      ],
      [
        () => sdk.livePhoto.upload(clientId, { data: noFace }),
        { statusCode: 422, type: 'face_not_detected', param: 'data' },
      ],
      [
        () => sdk.livePhoto.upload(clientId, { data: Buffer.alloc(6_500_000).toString('base64') }),
        { statusCode: 413, type: 'payload_too_large' },
      ],
    ];
    for (const [call, expected] of errors) {
      const error = await call().then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error).toMatchObject({ name: 'ComplyCubeApiError', ...expected });
    }
    expect(await sdk.livePhoto.list(clientId)).toEqual([photo]);
  });

  it('hides the objects of one mode from the other, and refuses no upload of a test key', async () => {
    const sandbox = connect(server.testKey);
    const clientId = await createClient();
    await expect(sandbox.client.get(clientId)).rejects.toMatchObject({ statusCode: 404 });
    await expect(sandbox.livePhoto.upload(clientId, { data })).rejects.toMatchObject({ statusCode: 404 });
    const testClient = await createClient(sandbox);
    const noFace = await readSample('no-face.jpg');
    const photo = await sandbox.livePhoto.upload(testClient, { data: noFace.toString('base64') });
    const report = await fetch(`${server.url}/v1/livePhotos/${photo.id}/inspections`, {
      headers: { Authorization: server.testKey },
    });
    expect(await report.json()).toMatchObject({ accepted: false, faces: [] });
    await expect(sdk.livePhoto.get(photo.id)).rejects.toMatchObject({ statusCode: 404 });
  });

  it('makes tokens that are good in the pages that their referrer names', async () => {
    const clientId = await createClient();
    const token = await sdk.token.generate(clientId, { referrer: 'https://www.example.com/*' });
    const uploadFrom = async (Origin: string) =>
      fetch(`${server.url}/v1/livePhotos`, {
        method: 'POST',
        headers: { Authorization: `${token}`, 'Content-Type': 'application/json', Origin },
        body: JSON.stringify({ clientId, data }),
      });
    expect((await uploadFrom('https://www.example.org')).status).toBe(403);
    expect((await uploadFrom('https://www.example.com')).status).toBe(200);
  });

  it('lists the audit log of its own mode, and gets an entry of it', async () => {
    const clientId = await createClient();
    const [latest] = await sdk.auditLog.list({ page: 1, pageSize: 1 });
    expect(latest).toMatchObject({ action: 'client.create', clientId });
    expect(await sdk.auditLog.get(latest!.id)).toEqual(latest);
    await expect(connect(server.testKey).auditLog.get(latest!.id)).rejects.toMatchObject({ statusCode: 404 });
  });
}
