/** Node's entry: a server from a configuration, and what its command line needs. */

export { createLog } from './hosting/log.ts';
export { openStorage, type Storage } from './hosting/open-storage.ts';
export { readConfig } from './hosting/read-config.ts';
export { type Rotation, rotateMasterKey } from './hosting/rotate-master-key.ts';
export type { RunningServer } from './hosting/serve.ts';
export { type Config, type Setting, type SettingName, settings } from './hosting/settings.ts';
export { sweeping } from './hosting/start-work.ts';
export { planSweep, type SweepPlan, type SweepResult, sweep } from './housekeeping/sweep.ts';
export { type AuditVerdict, verifyAudit } from './housekeeping/verify-audit.ts';
export { type ApiKey, type ApiKeys, assertAccount, type Grant } from './keys/api-keys.ts';
export { createKeyAsSql, type KeyAsSql } from './keys/key-sql.ts';
export { allScopes, parseScopes, type Scope, scopes } from './keys/scopes.ts';
export type { Log } from './log.ts';
export { createJobCommands, type JobCommands, type JobWorker, startJobWorker } from './node/jobs.ts';
export { startServer } from './node/serve.ts';
export { type JobRecord, jobStates, jobTypes } from './store/jobs.ts';
export { type AuditHead, defaultAccount } from './store/live-photo-store.ts';
