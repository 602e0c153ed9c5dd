/** A bucket of S3, or of anything that speaks its protocol, to list and read photos from. */
import { LivePhotoError } from '@livephoto/core';
import { AwsClient } from 'aws4fetch';
import { type Credentials, findCredentials } from './credentials.ts';

export interface Bucket {
  /** Keys that begin with `prefix`, in the order of the bucket. */
  list(prefix: string): AsyncGenerator<string>;
  /** @throws {LivePhotoError} `resource_not_found`, `payload_too_large`, `forbidden`, `service_unavailable`. */
  read(key: string, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array>;
}

/** Milliseconds for one answer. */
const timeLimit = 30_000;
/** Milliseconds before their end at which credentials are asked for anew. */
const early = 5 * 60_000;

export function isS3(path: string): boolean {
  return path.startsWith('s3://');
}

/** @throws {LivePhotoError} `invalid_request` unless it is `s3://bucket` or `s3://bucket/prefix`. */
export function parseS3(path: string): { readonly bucket: string; readonly key: string } {
  const [, bucket, key = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s.exec(path) ?? [];
  if (bucket === undefined) {
    throw new LivePhotoError('invalid_request', 'This is no place in S3: s3://bucket/prefix', {
      param: 'FILE',
    });
  }
  return { bucket, key };
}

/**
 * @param env `AWS_REGION`, and `AWS_ENDPOINT_URL_S3` or `AWS_ENDPOINT_URL` for services that are not AWS, beside the credentials.
 */
export function openBucket(
  name: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Bucket {
  const region = env.AWS_REGION || env.AWS_DEFAULT_REGION || 'us-east-1';
  const endpoint = env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL || `https://s3.${region}.amazonaws.com`;
  const bucketUrl = `${endpoint.replace(/\/+$/, '')}/${name}`;
  let credentials: Promise<Credentials> | undefined;
  let client: { readonly of: Credentials; readonly aws: AwsClient } | undefined;

  const connect = async (): Promise<AwsClient> => {
    credentials ??= findCredentials(env);
    const known = await credentials;
    if (known.expires !== undefined && known.expires - early < Date.now()) credentials = findCredentials(env);
    const current = await credentials;
    if (client?.of !== current) {
      const { accessKeyId, secretAccessKey, sessionToken } = current;
      const session = sessionToken === undefined ? {} : { sessionToken };
      const aws = new AwsClient({
        accessKeyId,
        secretAccessKey,
        ...session,
        region,
        service: 's3',
        retries: 4,
      });
      client = { of: current, aws };
    }
    return client.aws;
  };

  const send = async (url: string, signal?: AbortSignal): Promise<Response> => {
    const aws = await connect();
    const limit = AbortSignal.timeout(timeLimit);
    let response: Response;
    try {
      response = await aws.fetch(url, { signal: signal ? AbortSignal.any([signal, limit]) : limit });
    } catch (error) {
      if (signal?.aborted) {
        throw new LivePhotoError('inspection_aborted', 'The reading was stopped', { cause: error });
      }
      const code = (error as { cause?: { code?: string } }).cause?.code;
      throw new LivePhotoError(
        'service_unavailable',
        `S3 cannot be reached at ${new URL(endpoint).host}${code ? ` (${code})` : ''}`,
        { param: 'FILE', cause: error },
      );
    }
    if (response.ok) return response;
    const text = await response.text().catch(() => '');
    throw refused(name, response.status, /<Code>([^<]*)<\/Code>/.exec(text)?.[1]);
  };

  return {
    async *list(prefix) {
      let token: string | undefined;
      do {
        const query = new URLSearchParams({ 'list-type': '2', prefix });
        if (token) query.set('continuation-token', token);
        const text = await (await send(`${bucketUrl}?${query}`)).text();
        for (const [, key] of text.matchAll(/<Key>([^<]*)<\/Key>/g)) yield decodeXml(key ?? '');
        const next = /<NextContinuationToken>([^<]*)<\/NextContinuationToken>/.exec(text)?.[1];
        token = next === undefined ? undefined : decodeXml(next);
      } while (token);
    },

    async read(key, maxBytes, signal) {
      const path = key.split('/').map(encodeKey).join('/');
      const response = await send(`${bucketUrl}/${path}`, signal);
      if (Number(response.headers.get('content-length')) > maxBytes) {
        await response.body?.cancel();
        throw tooLarge(maxBytes);
      }
      const chunks: Uint8Array[] = [];
      let size = 0;
      for await (const chunk of response.body ?? []) {
        size += chunk.byteLength;
        if (size > maxBytes) throw tooLarge(maxBytes);
        chunks.push(chunk);
      }
      return Buffer.concat(chunks, size);
    },
  };
}

/** As signatures spell it. */
function encodeKey(segment: string): string {
  return encodeURIComponent(segment).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function decodeXml(text: string): string {
  const names: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replace(/&(?:#x([\da-f]+)|#(\d+)|(amp|lt|gt|quot|apos));/gi, (_, hex, decimal, name: string) =>
    name ? (names[name] ?? '') : String.fromCodePoint(hex ? Number.parseInt(hex, 16) : Number(decimal)),
  );
}

function tooLarge(maxBytes: number): LivePhotoError {
  return new LivePhotoError(
    'payload_too_large',
    `A photo may have at most ${Math.round(maxBytes / 1e6)} MB, and this object has more`,
    { param: 'FILE' },
  );
}

function refused(bucket: string, status: number, code = 'no code'): LivePhotoError {
  const param = { param: 'FILE' };
  if (status === 404 && code === 'NoSuchBucket') {
    return new LivePhotoError('resource_not_found', `There is no bucket '${bucket}'`, param);
  }
  if (status === 404) return new LivePhotoError('resource_not_found', 'There is no such object', param);
  if (status === 401 || status === 403) {
    const message = `The bucket '${bucket}' does not let these credentials in (${code})`;
    return new LivePhotoError('forbidden', message, param);
  }
  if (status === 301 || status === 307 || status === 400) {
    const message = `The bucket '${bucket}' answered ${status} (${code}): is AWS_REGION its region?`;
    return new LivePhotoError('invalid_request', message, param);
  }
  return new LivePhotoError(
    'service_unavailable',
    `The bucket '${bucket}' answered ${status} (${code})`,
    param,
  );
}
