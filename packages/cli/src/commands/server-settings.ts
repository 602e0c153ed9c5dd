/** The server's settings as command-line options: one list for `--help`, flags and variables. */
import {
  type Config,
  readConfig,
  type Setting,
  type SettingName,
  settings,
} from '@livephoto/server/settings';
import { type Command, Option } from 'commander';

const all = Object.entries(settings) as [SettingName, Setting][];

/** Adds the flag of each setting in `names`, and says in the help which variable does the same. */
export function addSettings(command: Command, names: readonly SettingName[]): Command {
  for (const [name, { flag, value, env, meaning, schema }] of all) {
    if (!flag || !names.includes(name)) continue;
    const fallback = schema.safeParse(undefined).data;
    const shown = fallback === undefined || String(fallback) === '' ? '' : ` (default: ${fallback})`;
    command.addOption(new Option(`--${flag} <${value}>`, `${meaning}${shown} [${env}]`));
  }
  return command;
}

/** @throws {LivePhotoError} `invalid_request` naming everything that is wrong. */
export function readSettings(options: Readonly<Record<string, unknown>>): Config {
  const flags: Partial<Record<SettingName, string>> = {};
  for (const [name, { flag }] of all) {
    const given = flag && options[flag.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())];
    if (typeof given === 'string') flags[name] = given;
  }
  return readConfig(flags, process.env);
}

/** Settings that have a variable and no flag, for the end of a help text. */
export function variablesHelp(): string {
  const lines = all
    .filter(([, { flag }]) => !flag)
    .map(([, { env, meaning }]) => `  ${env}\n      ${meaning}`);
  return `\nBy variable only, since arguments can be read by others:\n${lines.join('\n')}\n`;
}
