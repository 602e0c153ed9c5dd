/** Callers that are slow, large or costly on purpose, each kind as often as one attacker would. */
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { crc32, deflateSync } from 'node:zlib';

export interface HostileTarget {
  readonly url: string;
  readonly key: string;
  readonly clientId: string;
}

export interface HostileCaller {
  readonly name: string;
  /** Calls until `over` says so; never throws. @returns how often each status was answered, `none` for no answer. */
  run(target: HostileTarget, over: () => boolean): Promise<Map<string, number>>;
}

type Count = (status: number | 'none') => void;

function caller(
  name: string,
  atOnce: number,
  call: (target: HostileTarget, count: Count) => Promise<void>,
): HostileCaller {
  return {
    name,
    async run(target, over) {
      const statuses = new Map<string, number>();
      const count: Count = (status) => statuses.set(String(status), (statuses.get(String(status)) ?? 0) + 1);
      const again = async () => {
        while (!over()) await call(target, count).catch(() => count('none'));
      };
      await Promise.all(Array.from({ length: atOnce }, again));
      return statuses;
    },
  };
}

async function post(
  { url, key }: HostileTarget,
  path: string,
  type: string,
  body: Uint8Array<ArrayBuffer>,
  count: Count,
) {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { Authorization: key, 'Content-Type': type },
    body,
  });
  await response.arrayBuffer();
  count(response.status);
}

/** A body that is announced whole and comes a byte a second. */
function trickle({ url, key, clientId }: HostileTarget, count: Count): Promise<void> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    let said = '';
    const socket = connect(Number(port), hostname, () => {
      socket.write(
        `POST /v1/livePhotos?clientId=${clientId} HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${key}\r\n` +
          'Content-Type: image/jpeg\r\nContent-Length: 100000\r\n\r\n',
      );
    });
    const timer = setInterval(() => socket.write('x'), 1000);
    socket.on('data', (chunk) => {
      said += chunk;
      socket.end();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      clearInterval(timer);
      const status = /^HTTP\/1\.1 (\d+)/.exec(said)?.[1];
      count(status === undefined ? 'none' : Number(status));
      resolve();
    });
  });
}

/** 16 bits of grey and a transparent one, 24 megapixels: as costly as the limits let a small file be. */
function slowPng(): Uint8Array<ArrayBuffer> {
  const [width, height] = [6000, 4000];
  const line = new Uint8Array(1 + width * 2);
  for (let at = 1; at < line.length; at++) line[at] = (at * 7919) & 255;
  const lines = Buffer.alloc(line.length * height);
  for (let y = 0; y < height; y++) lines.set(line, y * line.length);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([16, 0, 0, 0, 0], 8);
  const chunk = (type: string, body: Uint8Array) => {
    const whole = Buffer.concat([Buffer.alloc(4), Buffer.from(type, 'latin1'), body, Buffer.alloc(4)]);
    whole.writeUInt32BE(body.length, 0);
    whole.writeUInt32BE(crc32(whole.subarray(4, -4)), whole.length - 4);
    return whole;
  };
  return new Uint8Array(
    Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      chunk('IHDR', header),
      chunk('tRNS', new Uint8Array(2)),
      chunk('IDAT', deflateSync(lines)),
      chunk('IEND', new Uint8Array(0)),
    ]),
  );
}

export function hostileCallers(): readonly HostileCaller[] {
  const png = slowPng();
  const nested = new Uint8Array(8_000_000).fill('['.charCodeAt(0));
  const large = new Uint8Array(20_000_000);
  return [
    caller('40 bodies, a byte a second each', 40, trickle),
    caller('4 JSON bodies of 8 MB of brackets', 4, (target, count) =>
      post(target, '/v1/livePhotos', 'application/json', nested, count),
    ),
    caller('30 PNGs of 24 megapixels, 16 bits', 30, async (target, count) => {
      await post(target, `/v1/livePhotos?clientId=${target.clientId}`, 'image/png', png, count);
    }),
    caller('4 uploads of 20 MB, refused', 4, async (target, count) => {
      await post(target, `/v1/livePhotos?clientId=${target.clientId}`, 'image/jpeg', large, count);
      await sleep(50);
    }),
  ];
}
