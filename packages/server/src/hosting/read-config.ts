/** Reads the settings of a server from flags and variables, and says of all that is wrong at once. */
import { LivePhotoError } from '@livephoto/core';
import { type Config, type Setting, type SettingName, settings } from './settings.ts';

/**
 * Reads all settings; a flag goes before its variable. Empty variables count as left out.
 * @param flags name in code to text.
 * @throws {LivePhotoError} `invalid_request`, with every wrong setting, one a line, and what it may be.
 */
export function readConfig(
  flags: Readonly<Partial<Record<SettingName, string>>>,
  env: Readonly<Record<string, string | undefined>>,
): Config {
  const problems: string[] = [];
  const config: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(settings) as [SettingName, Setting][]) {
    const given = flags[name] ?? (env[setting.env] || undefined);
    const result = setting.schema.safeParse(given);
    if (result.success) {
      config[name] = result.data;
    } else {
      const source = flags[name] === undefined || !setting.flag ? setting.env : `--${setting.flag}`;
      problems.push(`${source} ${result.error.issues[0]?.message} (${setting.meaning})`);
    }
  }
  const known = new Set(Object.values(settings).map((setting) => setting.env as string));
  for (const name of Object.keys(env)) {
    if (name.startsWith('LIVEPHOTO_') && !known.has(name) && name !== 'LIVEPHOTO_DEBUG') {
      problems.push(`${name} is no setting: see \`livephoto serve --help\``);
    }
  }
  problems.push(...contradictions(config as unknown as Config));
  if (problems.length > 0) {
    throw new LivePhotoError('invalid_request', `The configuration is wrong:\n  ${problems.join('\n  ')}`);
  }
  return config as unknown as Config;
}

function contradictions(config: Config): string[] {
  const problems: string[] = [];
  const s3 = ['s3Endpoint', 's3Bucket', 's3AccessKeyId', 's3SecretAccessKey'] as const;
  const missing = s3.filter((name) => config[name] === undefined);
  if (missing.length > 0 && missing.length < s3.length) {
    problems.push(`S3 needs ${missing.map((name) => settings[name].env).join(' and ')} as well`);
  }
  if (config.jobs === 'pg-boss' && !config.databaseUrl) {
    problems.push('LIVEPHOTO_JOBS=pg-boss is a queue in PostgreSQL: set LIVEPHOTO_DATABASE_URL as well');
  }
  if (config.jobs === 'in-process' && config.databaseUrl) {
    problems.push(
      'LIVEPHOTO_JOBS=in-process is for SQLite: with LIVEPHOTO_DATABASE_URL it is pg-boss or off',
    );
  }
  if (config.databaseUrl && !config.masterKey) {
    problems.push(
      'With PostgreSQL every server needs the same LIVEPHOTO_MASTER_KEY: make one with `openssl rand -base64 32`',
    );
  }
  return problems;
}
