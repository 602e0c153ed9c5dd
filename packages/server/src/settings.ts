/** Public surface of `@livephoto/server/settings`: what a server may be told, and how that is read; nothing of a server is loaded. */
export { readConfig } from './hosting/read-config.ts';
export { type Config, type Setting, type SettingName, settings } from './hosting/settings.ts';
