/** Public surface of `@livephoto/server`: the API and its ports, without a runtime. */

export { defaultLimits, type Limits, type LivePhotoApiOptions, type PhotoInspector } from './api/context.ts';
export { createLivePhotoApi } from './api/create-api.ts';
export { createOperationsApi } from './api/create-operations-api.ts';
export type { InspectionMeasure, Metrics, RequestMeasure } from './api/metrics.ts';
export { type RefusalType, refusals } from './api/refusal.ts';
export type { BlobStore } from './blobs/blob-store.ts';
export { openR2Blobs, type R2BucketLike } from './blobs/r2.ts';
export { openS3Blobs, type S3Options } from './blobs/s3.ts';
export { type SweepOptions, sweep, sweepUnknownBlobs } from './housekeeping/sweep.ts';
export { type ApiKey, type ApiKeys, createApiKeys, type Grant, type KeyVerifier } from './keys/api-keys.ts';
export { tokenLifetime } from './keys/client-tokens.ts';
export { type Scope, scopes } from './keys/scopes.ts';
export type { Log } from './log.ts';
export type { TokenBuckets } from './rate-limits/token-buckets.ts';
export { type D1DatabaseLike, openD1 } from './store/d1.ts';
export type { Database } from './store/database.ts';
export { createKyselyStore } from './store/kysely-store.ts';
export type * from './store/live-photo-store.ts';
export { migrate } from './store/migrations.ts';
export { createVault, importMasterKey, type Keyring, type MasterKey, type Vault } from './vault/vault.ts';
