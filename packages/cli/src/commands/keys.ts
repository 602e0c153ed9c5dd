/** `livephoto keys`: who may call the server, and what wraps the keys of its images. */
import type { Grant, Storage } from '@livephoto/server/node';
import { Command, Option } from 'commander';
import { ExitCode } from '../exit-code.ts';
import { parseExpiry } from '../inputs/expiry.ts';
import type { CommandFactory } from '../program.ts';
import { describeGrant, listKeys } from '../view/keys-list.ts';
import { addSettings, readSettings } from './server-settings.ts';

const examples = `
Examples:
  livephoto keys create --mode live --name "mobile app"
  livephoto keys create --mode live --account clinic-7 --scope upload,read --expires 90d
  livephoto keys list
  livephoto keys revoke 0198c7a4d21c5f3b9e0a7d64
  livephoto keys rotate-master
  livephoto keys create --mode live --sql > key.sql   # for Cloudflare D1: wrangler d1 execute DB --file key.sql

They work on the data folder, or on the database in LIVEPHOTO_DATABASE_URL, also while a server runs on it.`;

interface CreateOptions {
  readonly mode: 'live' | 'test';
  readonly name: string;
  readonly account: string;
  readonly scope: string;
  readonly expires?: string;
  readonly sql?: boolean;
}

export const keysCommand: CommandFactory = (terminal, done) => {
  const keys = new Command('keys')
    .description('make, list and revoke API keys; rotate the master key')
    .addHelpText('after', examples);
  const write = (text: string) => terminal.stdout.write(text);

  type Act = (storage: Storage, command: Command) => Promise<void>;
  const add = (command: Command, act: Act, instead?: (command: Command) => Promise<boolean>) => {
    addSettings(command, ['data']);
    command.action(async () => {
      if (await instead?.(command)) return done(ExitCode.accepted);
      const config = readSettings(command.opts());
      const { createLog, openStorage } = await import('@livephoto/server/node');
      const storage = await openStorage(config, createLog('error'), command.name() === 'create');
      try {
        await act(storage, command);
      } finally {
        await storage.close();
      }
      done(ExitCode.accepted);
    });
    keys.addCommand(command);
  };

  add(
    new Command('create')
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
      ),
    async (storage, command) => {
      const { mode, name } = command.opts<CreateOptions>();
      const grant = await readGrant(command);
      const isNew = !(await storage.keys.list()).some(({ account }) => account === grant.account);
      const { key, secret } = await storage.keys.create(mode, name, grant);
      write(`${secret}\nIts id is ${key.id}; the key itself is shown this once.\n${describeGrant(key)}\n`);
      if (isNew && key.account !== 'default') {
        write(`It is the first key of the account ${key.account}, which begins without any object.\n`);
      }
    },
    async (command) => {
      const { mode, name, sql: asSql } = command.opts<CreateOptions>();
      // Before a folder is made for a key that cannot be.
      const grant = await readGrant(command);
      if (!asSql) return false;
      const { createKeyAsSql } = await import('@livephoto/server/node');
      const { key, secret, sql } = await createKeyAsSql(mode, name, grant);
      write(`${sql}\n`);
      terminal.stderr.write(
        `${secret}\nIts id is ${key.id}; the key itself is shown this once, and holds as soon as the SQL was run.\n${describeGrant(key)}\n`,
      );
      return true;
    },
  );

  add(
    new Command('list').description('list all keys, newest first: account, scopes, expiry, last use'),
    async (storage) => {
      write(listKeys(await storage.keys.list(), Date.now()));
    },
  );

  add(
    new Command('revoke')
      .description('revoke a key, from now on')
      .argument('<id>', 'as `keys list` shows it'),
    async (storage, command) => {
      const key = await storage.keys.revoke(command.args[0] ?? '');
      write(`Revoked ${key.id} (${key.hint}).\n`);
    },
  );

  add(
    new Command('rotate-master')
      .description('wrap the key of every image with a new master key, and drop the old one')
      .option('--wait <seconds>', 'how long an upload under way may still use the old one', '60'),
    async (storage, command) => {
      const { rotateMasterKey } = await import('@livephoto/server/node');
      const seconds = Number(command.opts<{ wait: string }>().wait);
      if (!(seconds >= 0)) command.error('error: --wait must be a number of seconds');
      const { rewrapped, dropped } = await rotateMasterKey(storage, seconds * 1000);
      write(`Wrapped ${rewrapped} keys of images and clients anew.\n`);
      write(
        dropped
          ? 'The old master key is gone from the data folder; backups made before still need it.\n'
          : 'LIVEPHOTO_PREVIOUS_MASTER_KEYS is needed no more.\n',
      );
    },
  );
  return keys;
};

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
