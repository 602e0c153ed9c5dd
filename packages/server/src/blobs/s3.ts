/** Blobs in a bucket of S3 or anything that speaks its protocol: for several servers over one store. */
import { AwsClient } from 'aws4fetch';
import { assertBlobKey, type BlobStore } from './blob-store.ts';

/** A bucket of S3, or of what speaks as S3 does. */
export interface S3Options {
  /** Of the service, without the bucket: `https://s3.eu-central-1.amazonaws.com`. */
  readonly endpoint: string;
  readonly bucket: string;
  /** @default us-east-1 */
  readonly region?: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Put before every key; for a bucket that holds other things too. */
  readonly prefix?: string;
  /** Milliseconds for one request. @default 20 000 */
  readonly timeout?: number;
  /** Milliseconds that are left of the caller's budget. @default without end */
  readonly timeLeft?: () => number;
}

/** Opens a bucket, which must exist. Buckets are addressed by path, which every server of the protocol knows. */
export function openS3Blobs(options: S3Options): BlobStore {
  const client = new AwsClient({
    accessKeyId: options.accessKeyId,
    secretAccessKey: options.secretAccessKey,
    region: options.region ?? 'us-east-1',
    service: 's3',
    retries: 2,
  });
  const bucketUrl = `${options.endpoint.replace(/\/+$/, '')}/${options.bucket}`;
  const prefix = options.prefix ?? '';
  const urlOf = (key: string) => {
    assertBlobKey(key);
    return `${bucketUrl}/${prefix}${key}`;
  };

  const send = async (url: string, init: RequestInit & { method: string }, expected: readonly number[]) => {
    const limit = Math.min(options.timeout ?? 20_000, options.timeLeft?.() ?? Number.POSITIVE_INFINITY);
    const signal = AbortSignal.timeout(Math.max(0, Math.ceil(limit)));
    const response = await client.fetch(url, { ...init, signal });
    if (expected.includes(response.status)) return response;
    const text = await response.text().catch(() => '');
    const code = /<Code>([^<]*)<\/Code>/.exec(text)?.[1] ?? 'no code';
    throw new Error(
      `S3 driver: ${init.method} in bucket '${options.bucket}' answered ${response.status} (${code})`,
    );
  };

  return {
    name: 's3',

    async put(key, bytes) {
      const body = bytes as Uint8Array<ArrayBuffer>;
      const response = await send(
        urlOf(key),
        { method: 'PUT', body, headers: { 'Content-Type': 'application/octet-stream' } },
        [200],
      );
      await response.arrayBuffer();
    },

    async get(key) {
      const response = await send(urlOf(key), { method: 'GET' }, [200, 404]);
      const bytes = await response.arrayBuffer();
      return response.status === 404 ? undefined : new Uint8Array(bytes);
    },

    async delete(key) {
      const response = await send(urlOf(key), { method: 'DELETE' }, [200, 204, 404]);
      await response.arrayBuffer();
    },

    async *list() {
      let token: string | undefined;
      do {
        const query = new URLSearchParams({ 'list-type': '2', prefix });
        if (token) query.set('continuation-token', token);
        const text = await (await send(`${bucketUrl}?${query}`, { method: 'GET' }, [200])).text();
        for (const [, name] of text.matchAll(/<Key>([^<]*)<\/Key>/g)) {
          if (name?.startsWith(prefix)) yield name.slice(prefix.length);
        }
        token = decodeXml(/<NextContinuationToken>([^<]*)<\/NextContinuationToken>/.exec(text)?.[1]);
      } while (token);
    },

    async check() {
      const query = new URLSearchParams({ 'list-type': '2', 'max-keys': '1', prefix });
      await (await send(`${bucketUrl}?${query}`, { method: 'GET' }, [200])).arrayBuffer();
    },
  };
}

function decodeXml(text: string | undefined): string | undefined {
  const names: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text?.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => names[name] ?? '');
}
