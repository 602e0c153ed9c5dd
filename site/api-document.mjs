/** Writes the OpenAPI document that the API serves, with a server of one's own machine as the one to try. */
import { writeFile } from 'node:fs/promises';
import { createLivePhotoApi } from '@livephoto/server';

/** @param {string} path */
export async function writeApiDocument(path) {
  const never = () => {
    throw new Error('The document needs no server');
  };
  // Whatever a request would need is never asked for.
  const parts = new Proxy({}, { get: () => never });
  const app = createLivePhotoApi({
    inspector: parts,
    store: parts,
    blobs: parts,
    vault: parts,
    keys: parts,
    metrics: { render: never, request: () => {} },
  });
  const response = await app.request('/openapi.json');
  if (!response.ok) throw new Error(`The OpenAPI document was answered with ${response.status}`);
  const document = await response.json();
  document.servers = [
    {
      url: 'http://127.0.0.1:8787',
      description: 'livephoto serve on your machine, which lets this page in with --cors-origins',
    },
  ];
  await writeFile(path, JSON.stringify(document));
}
