/** Node's entry: a server from a configuration, and what its command line needs. */
export type { ApiKey, ApiKeys } from './keys/api-keys.ts';
export { createKeyAsSql, type KeyAsSql } from './keys/key-sql.ts';
export type { Log } from './log.ts';
export { createLog } from './node/log.ts';
export { openStorage, type Storage } from './node/open-storage.ts';
export { type Rotation, rotateMasterKey } from './node/rotate-master-key.ts';
export { startServer } from './node/serve.ts';
export { type Config, readConfig, type Setting, type SettingName, settings } from './node/settings.ts';
export type { RunningServer } from './serve.ts';
