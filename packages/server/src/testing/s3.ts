/** A real S3 protocol server for tests, on loopback, with its bucket in a temporary folder. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';
import type { S3Options } from '../blobs/s3.ts';

export interface TestS3 {
  readonly options: S3Options;
  stop(): Promise<void>;
}

export async function startS3(): Promise<TestS3> {
  const folder = await mkdtemp(join(tmpdir(), 'livephoto-s3-'));
  const server = new S3rver({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    directory: folder,
    configureBuckets: [{ name: 'photos', configs: [] }],
  });
  const { port } = await server.run();
  // It takes folders away that are empty, and fails as a whole where one object of a folder comes as the last one goes.
  for (const mode of ['live', 'test']) {
    await mkdir(join(folder, 'photos', mode), { recursive: true });
    await writeFile(join(folder, 'photos', mode, 'kept'), '');
  }
  let stopped = false;
  return {
    options: {
      endpoint: `http://127.0.0.1:${port}`,
      bucket: 'photos',
      accessKeyId: 'S3RVER',
      secretAccessKey: 'S3RVER',
    },
    async stop() {
      if (stopped) return;
      stopped = true;
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The settings that point a server at it. */
export function s3Environment({ options }: TestS3): Record<string, string> {
  return {
    LIVEPHOTO_S3_ENDPOINT: options.endpoint,
    LIVEPHOTO_S3_BUCKET: options.bucket,
    LIVEPHOTO_S3_ACCESS_KEY_ID: options.accessKeyId,
    LIVEPHOTO_S3_SECRET_ACCESS_KEY: options.secretAccessKey,
  };
}
