/** `livephoto keys`: who may call the server, and what wraps the keys of its images. */
import type { Grant, Storage } from '@livephoto/server/node';
import { Command, Option } from 'commander';
import type { CommandFactory } from '../command-factory.ts';
import { ExitCode } from '../exit-code.ts';
import { parseExpiry } from '../inputs/expiry.ts';
import type { Terminal } from '../terminal.ts';
import { describeGrant, listKeys } from '../view/keys-list.ts';
import { decimal } from './number-option.ts';
import { addSettings } from './server-settings.ts';
import { withStorage } from './with-storage.ts';

const examples = `
Examples:
  livephoto keys create --mode live --name "mobile app"
  livephoto keys create --mode live --account clinic-7 --scope upload,read --expires 90d
  livephoto keys list
  livephoto keys revoke 0198c7a4d21c5f3b9e0a7d64
  livephoto keys rotate-master
  livephoto keys create --mode live --sql > key.sql   # for Cloudflare D1: wrangler d1 execute DB --file key.sql

They work on the data folder, or on the database in LIVEPHOTO_DATABASE_URL, also while a server runs on it.

Exit code: 0 done, 2 it could not be done, or bad usage.`;

interface CreateOptions {
  readonly mode: 'live' | 'test';
  readonly name: string;
  readonly account: string;
  readonly scope: string;
  readonly expires?: string;
  readonly sql?: boolean;
}

/** A day: no upload is under way for so long. */
const longestWait = 86_400;

/** A sub-command, and what it does. */
interface Subcommand {
  readonly command: Command;
  act(storage: Storage): Promise<void>;
  /** Looked at before the data is opened. @returns whether all is done already, without it. */
  before?(): Promise<boolean>;
}

/** In the order `--help` lists them. */
const subcommands: readonly ((terminal: Terminal) => Subcommand)[] = [
  createKeyCommand,
  listKeysCommand,
  revokeKeyCommand,
  rotateMasterCommand,
];

export const keysCommand: CommandFactory = (terminal, done) => {
  const keys = new Command('keys')
    .description('make, list and revoke API keys; rotate the master key')
    .addHelpText('after', examples);
  for (const create of subcommands) {
    const { command, act, before } = create(terminal);
    addSettings(command, ['data']).action(async () => {
      const isDone = await before?.();
      if (!isDone) {
        await withStorage(command.opts(), command.name() === 'create', ({ storage }) => act(storage));
      }
      done(ExitCode.accepted);
    });
    keys.addCommand(command);
  }
  return keys;
};

function createKeyCommand({ stdout, stderr }: Terminal): Subcommand {
  const command = new Command('create')
    .description('make a key; it is shown this once')
    .addOption(
      new Option('--mode <mode>', 'live, or test: objects of one are invisible to the other')
        .choices(['live', 'test'])
        .makeOptionMandatory(),
    )
    .option('--name <text>', 'what it is for', 'unnamed')
    .option(
      '--account <account>',
      'whose objects it works on: small letters, digits and hyphens; those of another are invisible to it',
      'default',
    )
    .option('--scope <scopes>', 'what it may do, with commas between: upload, read, erase, admin', 'all')
    .option('--expires <when>', 'when it ends by itself: 90d, 12h, 2027-01-31, or with the time in UTC')
    .option(
      '--sql',
      'store nothing: print the SQL that stores it, for Cloudflare D1, and the key on standard error',
    );
  return {
    command,
    async before() {
      const { mode, name, sql: asSql } = command.opts<CreateOptions>();
      // Before a folder is made for a key that cannot be.
      const grant = await readGrant(command);
      if (!asSql) return false;
      const { createKeyAsSql } = await import('@livephoto/server/node');
      const { key, secret, sql } = await createKeyAsSql(mode, name, grant);
      stdout.write(`${sql}\n`);
      stderr.write(
        `${secret}\nIts id is ${key.id}; the key itself is shown this once, and holds as soon as the SQL was run.\n${describeGrant(key)}\n`,
      );
      return true;
    },
    async act({ keys }) {
      const { mode, name } = command.opts<CreateOptions>();
      const grant = await readGrant(command);
      const isNew = !(await keys.list()).some(({ account }) => account === grant.account);
      const { key, secret } = await keys.create(mode, name, grant);
      stdout.write(
        `${secret}\nIts id is ${key.id}; the key itself is shown this once.\n${describeGrant(key)}\n`,
      );
      if (isNew && key.account !== 'default') {
        stdout.write(`It is the first key of the account ${key.account}, which begins without any object.\n`);
      }
    },
  };
}

function listKeysCommand({ stdout }: Terminal): Subcommand {
  return {
    command: new Command('list').description(
      'list all keys, newest first: account, scopes, expiry, last use',
    ),
    async act({ keys }) {
      stdout.write(listKeys(await keys.list(), Date.now()));
    },
  };
}

function revokeKeyCommand({ stdout }: Terminal): Subcommand {
  const command = new Command('revoke')
    .description('revoke a key, from now on')
    .argument('<id>', 'as `keys list` shows it');
  return {
    command,
    async act({ keys }) {
      const key = await keys.revoke(command.args[0] ?? '');
      stdout.write(`Revoked ${key.id} (${key.hint}).\n`);
    },
  };
}

function rotateMasterCommand({ stdout }: Terminal): Subcommand {
  const command = new Command('rotate-master')
    .description('wrap the key of every image with a new master key, and drop the old one')
    .option(
      '--wait <seconds>',
      'how long an upload under way may still use the old one',
      decimal(0, longestWait),
      60,
    );
  return {
    command,
    async act(storage) {
      const { rotateMasterKey } = await import('@livephoto/server/node');
      const { wait } = command.opts<{ wait: number }>();
      const { rewrapped, dropped } = await rotateMasterKey(storage, wait * 1000);
      stdout.write(`Wrapped ${rewrapped} keys of images and clients anew.\n`);
      stdout.write(
        dropped
          ? 'The old master key is gone from the data folder; backups made before still need it.\n'
          : 'LIVEPHOTO_PREVIOUS_MASTER_KEYS is needed no more.\n',
      );
    },
  };
}

/** @throws {LivePhotoError} `invalid_request` naming what is wrong. */
async function readGrant(command: Command): Promise<Grant> {
  const { account, scope, expires } = command.opts<CreateOptions>();
  const { allScopes, assertAccount, parseScopes } = await import('@livephoto/server/node');
  assertAccount(account);
  return {
    account,
    scopes: scope === 'all' ? allScopes : parseScopes(scope),
    expiresAt: expires === undefined ? undefined : parseExpiry(expires, Date.now()),
  };
}
