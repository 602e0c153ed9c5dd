/** A bucket that speaks S3, on loopback, in a temporary folder: for servers that share one. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';

export interface Bucket {
  /** What points a server at it. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export async function startBucket(): Promise<Bucket> {
  const directory = await mkdtemp(join(tmpdir(), 'livephoto-bucket-'));
  const server = new S3rver({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    directory,
    configureBuckets: [{ name: 'photos', configs: [] }],
  });
  const { port } = await server.run();
  return {
    env: {
      LIVEPHOTO_S3_ENDPOINT: `http://127.0.0.1:${port}`,
      LIVEPHOTO_S3_BUCKET: 'photos',
      LIVEPHOTO_S3_ACCESS_KEY_ID: 'S3RVER',
      LIVEPHOTO_S3_SECRET_ACCESS_KEY: 'S3RVER',
    },
    async stop() {
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
