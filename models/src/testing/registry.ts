/** A small npm registry on this machine, for tests of what happens when the network or a package misbehaves. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { Header } from 'tar';
import type { PackageSource } from '../sources/package-source.ts';

export interface Registry {
  readonly url: string;
  /** Paths asked for, in order. */
  readonly requests: readonly string[];
  /** What to send in place of the tarball, or how many answers to fail with status 500 first. */
  misbehave(how: { readonly tarball?: Uint8Array; readonly failures?: number }): void;
  close(): Promise<void>;
}

/** A package as npm packs it: a gzipped tar whose files lie in `package/`. */
export function packTarball(files: Readonly<Record<string, string>>): Uint8Array {
  const blocks = Object.entries(files).flatMap(([path, text]) => {
    const content = Buffer.from(text);
    const header = new Header({
      path: `package/${path}`,
      size: content.length,
      type: 'File',
      mode: 0o644,
      mtime: new Date(0),
    });
    const block = Buffer.alloc(512);
    header.encode(block, 0);
    return [block, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

export function sourceOf(name: string, tarball: Uint8Array): PackageSource {
  return {
    name,
    version: '1.0.0',
    integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
    size: tarball.length,
    license: 'MIT',
    origin: 'https://example.org',
    use: 'tests',
  };
}

/** Serves one package. Like any registry it vouches for whatever it sends: only the pin can tell. */
export async function serveRegistry(name: string, honest: Uint8Array): Promise<Registry> {
  const requests: string[] = [];
  let failures = 0;
  let tarball = honest;
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    requests.push(request.url ?? '');
    if (failures > 0) {
      failures--;
      response.writeHead(500).end();
      return;
    }
    if (request.url?.endsWith('.tgz')) {
      response.end(tarball);
      return;
    }
    const version = {
      name,
      version: '1.0.0',
      dist: { tarball: `${url}/${name}/-/${name}-1.0.0.tgz`, integrity: sourceOf(name, tarball).integrity },
    };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ name, 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': version } }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    requests,
    misbehave(how) {
      failures = how.failures ?? 0;
      tarball = how.tarball ?? honest;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
