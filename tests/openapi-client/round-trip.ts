/** A caller with a client generated from the OpenAPI document: types of `openapi-typescript`, calls of `openapi-fetch`. */
import createClient from 'openapi-fetch';
import type { components, paths } from './api';

type LivePhoto = components['schemas']['LivePhoto'];

/** Makes a client, uploads a photo of it as bytes, as a form and as base64, reads all of it back, and deletes it. */
export async function roundTrip(baseUrl: string, key: string, selfie: Blob, noFace: Blob): Promise<string[]> {
  const api = createClient<paths>({ baseUrl, headers: { Authorization: key } });
  const log: string[] = [];

  const { data: client } = await api.POST('/v1/clients', {
    body: {
      type: 'person',
      email: 'ada@example.com',
      personDetails: { firstName: 'Ada', lastName: 'Lovelace' },
    },
  });
  if (!client) throw new Error('no client');
  const clientId = client.id;

  // The bytes themselves; the generated type of binary bodies is a string.
  const raw = await api.POST('/v1/livePhotos', {
    params: { query: { clientId, performLivenessCheck: 'true' } },
    headers: { 'Content-Type': 'image/jpeg' },
    body: selfie as unknown as string,
    bodySerializer: (body) => body as unknown as Blob,
  });
  if (!raw.data) throw new Error(raw.error.message);
  if (!('size' in raw.data)) throw new Error('Answered before it was inspected, which nobody asked for');
  const photo: LivePhoto = raw.data;
  log.push(`raw ${photo.contentType} ${photo.size === selfie.size}`);

  const form = await api.POST('/v1/livePhotos', {
    body: { clientId, data: selfie as unknown as string },
    bodySerializer(body) {
      const parts = new FormData();
      parts.set('clientId', (body as { clientId: string }).clientId);
      parts.set('data', selfie, 'selfie.jpg');
      return parts;
    },
  });
  log.push(`form ${form.data && 'size' in form.data && form.data.performLivenessCheck}`);

  const data = Buffer.from(await noFace.arrayBuffer()).toString('base64');
  const refused = await api.POST('/v1/livePhotos', { body: { clientId, data } });
  if (refused.response.status === 422) log.push(`refused ${refused.error?.type}`);

  const report = await api.GET('/v1/livePhotos/{id}/inspections', { params: { path: { id: photo.id } } });
  log.push(`accepted ${report.data?.accepted}, faces ${report.data?.inspections.faces.outcome}`);

  const list = await api.GET('/v1/livePhotos', { params: { query: { clientId, pageSize: 10 } } });
  log.push(`listed ${list.data?.items.map(({ clientId: owner }) => owner === clientId)}`);

  const image = await api.GET('/v1/livePhotos/{id}/download', {
    params: { path: { id: photo.id } },
    headers: { Accept: 'image/*' },
    parseAs: 'blob',
  });
  log.push(`downloaded ${(image.data as unknown as Blob).size === selfie.size}`);

  const erased = await api.DELETE('/v1/clients/{id}', { params: { path: { id: clientId } } });
  const gone = await api.GET('/v1/clients/{id}', { params: { path: { id: clientId } } });
  log.push(`erased ${erased.response.status}, then ${gone.error?.type}`);
  return log;
}
