import {
  createServer,
  type Server as HttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createCaller, createClient, findLost, newAccount, type Photo } from './callers.ts';
import type { Server } from './server.ts';

const taken: Photo = { name: 'taken', bytes: Uint8Array.of(1, 2, 3), accepted: true };
const refused: Photo = { name: 'refused', bytes: Uint8Array.of(9), accepted: false };

/** A server that keeps photos in a map, and lies where a test wants it to. */
interface Answers {
  upload?: (size: number) => [status: number, body: object];
  download?: (bytes: Buffer) => Buffer;
  redacted?: number;
}

let running: HttpServer | undefined;
afterEach(() => {
  running?.close();
  vi.restoreAllMocks();
});

async function serve(answers: Answers = {}): Promise<Server> {
  const photos = new Map<string, Buffer | null>();
  let count = 0;
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const send = (status: number, value: object | Buffer = {}) => {
      response.statusCode = status;
      response.end(Buffer.isBuffer(value) ? value : JSON.stringify(value));
    };
    const [path, query] = request.url!.split('?') as [string, string?];
    const id = path.split('/')[3] ?? '';
    if (request.headers.authorization !== 'live_key') return send(401);
    if (path === '/v1/clients') return send(200, { id: 'client' });
    if (path === '/v1/livePhotos' && request.method === 'POST') {
      if (body[0] === 9) return send(422);
      count += 1;
      photos.set(`p${count}`, body);
      const [status, answer] = answers.upload?.(body.length) ?? [200, { size: body.length }];
      return send(status, { id: `p${count}`, ...answer });
    }
    if (query) return send(200, { items: [] });
    if (path.endsWith('/redact')) photos.set(id, null);
    if (path.endsWith('/download')) {
      const kept = photos.get(id);
      return kept ? send(200, answers.download?.(kept) ?? kept) : send(answers.redacted ?? 404);
    }
    if (request.method === 'DELETE') {
      photos.delete(id);
      response.statusCode = 204;
      return response.end();
    }
    return send(200, { id });
  };
  running = createServer((request, response) => void handle(request, response)).listen(0, '127.0.0.1');
  await new Promise((resolve) => running!.once('listening', resolve));
  const { port } = running.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, liveKey: 'live_key' } as Server;
}

/** So many rounds. */
const rounds = (count: number) => {
  let left = count;
  return () => left-- <= 0;
};

describe('createCaller', () => {
  it('uploads, reads, redacts and deletes, and finds nothing wrong with a server that is right', async () => {
    const server = await serve();
    const account = newAccount();
    const client = await createClient(server);
    // Which photo, and what becomes of one that was taken: redacted, a refused one, deleted, kept.
    const drawn = [0.1, 0.1, 0.6, 0.1, 0.5, 0.1, 0.9];
    vi.spyOn(Math, 'random').mockImplementation(() => drawn.shift()!);
    await createCaller(server, client, [taken, refused], account).run(rounds(4));
    expect(account.wrong).toEqual([]);
    expect([...account.times.keys()].sort()).toEqual([
      'delete',
      'download',
      'download of redacted',
      'get',
      'list',
      'redact',
      'refused upload',
      'upload',
    ]);
    const { kept } = account;
    expect([...kept.values()].map(({ redacted }) => redacted)).toEqual([true, false]);
    expect(await findLost(server, account)).toEqual([]);
  });

  it('notes every answer that is not what it must be', async () => {
    const account = newAccount();
    const wrongSize = await serve({ upload: (size) => [200, { size: size + 1 }] });
    await createCaller(wrongSize, 'client', [taken], account).run(rounds(1));
    expect(account.wrong).toEqual(['upload answered a size of 4']);
    running?.close();
    const broken = newAccount();
    const other = await serve({ download: () => Buffer.from('other') });
    await createCaller(other, 'client', [taken], broken).run(rounds(1));
    expect(broken.wrong).toContain('download answered other bytes');
    running?.close();
    const failing = newAccount();
    await createCaller(await serve({ upload: () => [503, {}] }), 'client', [taken], failing).run(rounds(1));
    expect(failing.wrong).toEqual([expect.stringMatching(/^upload answered 503/)]);
    expect(failing.kept.size).toBe(0);
  });

  it('goes on where there is no answer at all', async () => {
    const account = newAccount();
    const nowhere = { url: 'http://127.0.0.1:1', liveKey: 'live_key' } as Server;
    await createCaller(nowhere, 'client', [taken], account).run(rounds(2));
    expect(account.wrong).toHaveLength(2);
    expect(account.wrong[0]).toMatch(/^no answer/);
  });
});

describe('createClient', () => {
  it('says what the server said when it makes none', async () => {
    const server = { ...(await serve()), liveKey: 'another' };
    await expect(createClient(server)).rejects.toMatchObject({ type: 'service_unavailable' });
  });
});

describe('findLost', () => {
  it('names what is gone, and what is there although it was redacted', async () => {
    const server = await serve({ redacted: 200 });
    const account = newAccount();
    account.kept.set('p7', { photo: taken, redacted: false });
    account.kept.set('p8', { photo: taken, redacted: true });
    expect(await findLost(server, account)).toEqual(['p7', 'p8']);
  });
});
