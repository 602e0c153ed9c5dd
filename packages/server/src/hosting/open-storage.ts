/** Opens the stores that the configuration names: SQLite and files, or PostgreSQL and S3, or a mix. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createIds, LivePhotoError } from '@livephoto/core';
import type { BlobStore } from '../blobs/blob-store.ts';
import { openFileBlobs } from '../blobs/files.ts';
import { openS3Blobs } from '../blobs/s3.ts';
import { type ApiKeys, createApiKeys } from '../keys/api-keys.ts';
import type { Log } from '../log.ts';
import type { Database } from '../store/database.ts';
import { createKyselyStore } from '../store/kysely-store.ts';
import type { LivePhotoStore } from '../store/live-photo-store.ts';
import { openPostgres } from '../store/postgres.ts';
import { openSqlite } from '../store/sqlite/sqlite.ts';
import { keyringOf } from '../vault/keyring.ts';
import { createVault, type Vault } from '../vault/vault.ts';
import { ensureKeyFile, keyFilePath, keyringOfFile } from './master-key-file.ts';
import type { Config } from './settings.ts';

export interface Storage {
  readonly store: LivePhotoStore;
  readonly blobs: BlobStore;
  readonly keys: ApiKeys;
  readonly vault: Vault;
  /** The file of the master keys; undefined when they come from the environment. */
  readonly keyFile: string | undefined;
  close(): Promise<void>;
}

/** Opens everything, and brings the schema up to date. @throws {LivePhotoError} what cannot be opened, and the way out. */
export async function openStorage(config: Config, log: Log): Promise<Storage> {
  const database = await openDatabase(config, log);
  try {
    const store = createKyselyStore(database);
    await store.migrate();
    const { keyring, keyFile } = await openKeyring(config);
    return {
      store,
      blobs: await openBlobs(config),
      keys: createApiKeys(database, Date.now, createIds(Date.now)),
      vault: createVault(keyring),
      keyFile,
      close: () => store.close(),
    };
  } catch (error) {
    await database.close();
    if (error instanceof LivePhotoError || !config.databaseUrl) throw error;
    const host = new URL(config.databaseUrl).host;
    throw new LivePhotoError(
      'service_unavailable',
      `The database at ${host} cannot be used (${error instanceof Error ? error.message || error.name : error}): check LIVEPHOTO_DATABASE_URL`,
      { cause: error },
    );
  }
}

async function openDatabase(config: Config, log: Log): Promise<Database> {
  await makeDataFolder(config.data);
  if (config.databaseUrl) {
    return openPostgres({
      url: config.databaseUrl,
      onError: (error) => log.warn({ err: error }, 'database connection lost'),
    });
  }
  const path = join(config.data, 'livephoto.db');
  try {
    return openSqlite(path);
  } catch (error) {
    throw new LivePhotoError(
      'service_unavailable',
      `The database ${path} cannot be opened: ${String(error)}`,
      {
        cause: error,
      },
    );
  }
}

async function openBlobs(config: Config): Promise<BlobStore> {
  const { s3Endpoint, s3Bucket, s3AccessKeyId, s3SecretAccessKey } = config;
  if (s3Endpoint && s3Bucket && s3AccessKeyId && s3SecretAccessKey) {
    return openS3Blobs({
      endpoint: s3Endpoint,
      bucket: s3Bucket,
      region: config.s3Region,
      prefix: config.s3Prefix,
      accessKeyId: s3AccessKeyId,
      secretAccessKey: s3SecretAccessKey,
    });
  }
  return openFileBlobs(join(config.data, 'images'));
}

async function openKeyring(config: Config) {
  if (config.masterKey) {
    const keyring = await keyringOf(config.masterKey, config.previousMasterKeys);
    return { keyring: async () => keyring, keyFile: undefined };
  }
  const keyFile = keyFilePath(config.data);
  await ensureKeyFile(keyFile);
  return { keyring: keyringOfFile(keyFile), keyFile };
}

async function makeDataFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new LivePhotoError(
      'invalid_request',
      `The data folder ${folder} cannot be made (${String(error)}): name another one with --data`,
      { cause: error },
    );
  }
}
