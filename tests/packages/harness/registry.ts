/** A registry that has the packed packages, and sends installers on to the real one for everything else. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PackedPackage } from './packed.ts';

export interface Registry {
  /** Ends with a slash. */
  readonly url: string;
  close(): Promise<void>;
}

/** @param upstream has what is not packed here; ends with a slash. */
export async function openRegistry(packages: readonly PackedPackage[], upstream: string): Promise<Registry> {
  const tarballs = new Map<string, Buffer>();
  const metadata = new Map<string, (url: string) => object>();
  for (const { name, manifest, tarball } of packages) {
    const bytes = await readFile(tarball);
    const path = `tarballs/${name}-${manifest.version}.tgz`;
    tarballs.set(`/${path}`, bytes);
    const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
    const shasum = createHash('sha1').update(bytes).digest('hex');
    metadata.set(`/${name}`, (url) => ({
      name,
      'dist-tags': { latest: manifest.version },
      // Installers that wait for a release to be some days old let this one pass.
      time: { [manifest.version]: '2026-01-01T00:00:00.000Z' },
      versions: { [manifest.version]: { ...manifest, dist: { tarball: url + path, integrity, shasum } } },
    }));
  }
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    const bytes = tarballs.get(path);
    const packument = metadata.get(path);
    if (bytes) {
      response.writeHead(200, { 'Content-Type': 'application/octet-stream' }).end(bytes);
    } else if (packument) {
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(packument(url)));
    } else {
      response.writeHead(302, { Location: new URL((request.url ?? '/').slice(1), upstream).href }).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
