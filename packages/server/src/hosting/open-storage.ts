/** Opens the stores that the configuration names: SQLite and files, or PostgreSQL and S3, or a mix. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createIds, LivePhotoError } from '@livephoto/core';
import type { BlobStore } from '../blobs/blob-store.ts';
import { openFileBlobs } from '../blobs/files.ts';
import { openS3Blobs } from '../blobs/s3.ts';
import { type Budget, budgeted } from '../budget.ts';
import { sealAll } from '../housekeeping/seal-all.ts';
import { type ApiKeys, createApiKeys } from '../keys/api-keys.ts';
import type { Log } from '../log.ts';
import { createMemoryBuckets } from '../rate-limits/memory-buckets.ts';
import { createPostgresBuckets } from '../rate-limits/postgres-buckets.ts';
import { createSharedBuckets } from '../rate-limits/shared-buckets.ts';
import type { TokenBuckets } from '../rate-limits/token-buckets.ts';
import type { Database } from '../store/database.ts';
import { createAuditChain } from '../store/kysely/audit-chain.ts';
import { createKyselyStore } from '../store/kysely-store.ts';
import { createKyselyWorkStore } from '../store/kysely-work-store.ts';
import { createSoleServer, type Leader } from '../store/leader.ts';
import type { LivePhotoStore } from '../store/live-photo-store.ts';
import { openPostgres } from '../store/postgres/postgres.ts';
import { createPostgresLeader } from '../store/postgres/postgres-leader.ts';
import { openSqlite } from '../store/sqlite/sqlite.ts';
import type { WorkStore } from '../store/work-store.ts';
import { keyringOf } from '../vault/keyring.ts';
import { createVault, type Vault } from '../vault/vault.ts';
import { databasePath, makeDatabaseFile, makeDataFolder } from './data-folder.ts';
import { createDiskReserve, type DiskReserve } from './disk-reserve.ts';
import { ensureKeyFile, keyFilePath, keyringOfFile } from './master-key-file.ts';
import { createBudget } from './request-budget.ts';
import type { Config } from './settings.ts';

/** Everything that a server keeps, opened. */
export interface Storage {
  readonly store: LivePhotoStore;
  /** Tasks, jobs, webhooks, uploads that wait. */
  readonly work: WorkStore;
  readonly blobs: BlobStore;
  readonly keys: ApiKeys;
  /** Where requests are counted. */
  readonly buckets: TokenBuckets;
  readonly vault: Vault;
  /** Of requests: what they wait for these stores is counted in it. */
  readonly budget: Budget;
  /** Who does what one server of several has to do. */
  readonly leader: Leader;
  /** Room for what must go on when the disk of an embedded database is full. */
  readonly reserve: DiskReserve;
  /** The file of the master keys; undefined when they come from the environment. */
  readonly keyFile: string | undefined;
  close(): Promise<void>;
}

/**
 * Opens everything, and brings the schema up to date.
 * @param create whether a data folder that is not there is made.
 * @throws {LivePhotoError} what cannot be opened, and the way out.
 */
export async function openStorage(config: Config, log: Log, create = true): Promise<Storage> {
  if (!create && !config.databaseUrl && !existsSync(databasePath(config.data))) {
    throw new LivePhotoError(
      'invalid_request',
      `There is no livephoto data in ${config.data}: name its folder with --data, or start one with \`livephoto serve\``,
      { param: 'data' },
    );
  }
  await makeDataFolder(config.data, log);
  const megabyte = 1024 * 1024;
  const reserve = createDiskReserve(config.data, config.databaseUrl ? 0 : config.diskReserve * megabyte, log);
  const budget = createBudget();
  const database = await openDatabase(config, log, reserve, budget);
  try {
    const { keyring, keyFile } = await openKeyring(config);
    const vault = createVault(keyring);
    const chain = createAuditChain(database);
    const leader = config.databaseUrl
      ? createPostgresLeader(config.databaseUrl, (err) =>
          log.warn({ err }, 'the connection of the leader was lost'),
        )
      : createSoleServer();
    const store = createKyselyStore(database, vault, chain);
    await store.migrate();
    await sealAll(store, log);
    return {
      store: budgeted(store, budget),
      work: budgeted(createKyselyWorkStore(database, vault, chain), budget),
      blobs: budgeted(await openBlobs(config, budget), budget, ['list']),
      keys: budgeted(createApiKeys(database, Date.now, createIds(Date.now), chain), budget),
      buckets: budgeted(openBuckets(database, log), budget),
      budget,
      vault,
      keyFile,
      reserve,
      leader,
      async close() {
        await leader.close();
        await store.close();
      },
    };
  } catch (error) {
    await database.close();
    if (!config.databaseUrl) {
      const path = databasePath(config.data);
      throw new LivePhotoError(
        'service_unavailable',
        `The database ${path} cannot be used (${rootCause(error)}): is it another program's, or the folder not writable?`,
        { cause: error },
      );
    }
    const host = new URL(config.databaseUrl).host;
    const reason = rootCause(error);
    throw new LivePhotoError(
      'service_unavailable',
      `The database at ${host} cannot be used (${reason}): check LIVEPHOTO_DATABASE_URL`,
      { cause: error },
    );
  }
}

async function openDatabase(
  config: Config,
  log: Log,
  reserve: DiskReserve,
  { left: timeLeft }: Budget,
): Promise<Database> {
  if (config.databaseUrl) {
    return openPostgres({
      url: config.databaseUrl,
      timeLeft,
      onError: (error) => log.warn({ err: error }, 'database connection lost'),
    });
  }
  await makeDatabaseFile(config.data, log);
  return openSqlite(databasePath(config.data), { timeLeft, makeRoom: reserve.release });
}

/** Several servers over one PostgreSQL count together; whoever has SQLite is alone. */
function openBuckets({ dialect, kysely }: Database, log: Log): TokenBuckets {
  const own = createMemoryBuckets(Date.now);
  return dialect === 'postgres'
    ? createSharedBuckets({ own, shared: createPostgresBuckets(kysely), log })
    : own;
}

async function openBlobs(config: Config, { left: timeLeft }: Budget): Promise<BlobStore> {
  const { s3Endpoint, s3Bucket, s3AccessKeyId, s3SecretAccessKey } = config;
  if (s3Endpoint && s3Bucket && s3AccessKeyId && s3SecretAccessKey) {
    return openS3Blobs({
      endpoint: s3Endpoint,
      bucket: s3Bucket,
      region: config.s3Region,
      prefix: config.s3Prefix,
      accessKeyId: s3AccessKeyId,
      secretAccessKey: s3SecretAccessKey,
      timeLeft,
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

function rootCause(error: unknown): string {
  let cause = error;
  while (cause instanceof Error && cause.cause !== undefined) cause = cause.cause;
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}
