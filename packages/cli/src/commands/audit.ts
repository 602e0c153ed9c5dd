/** `livephoto audit`: whether the audit log is what it was. */
import { readFile } from 'node:fs/promises';
import { LivePhotoError } from '@livephoto/core';
import type { AuditHead, Storage } from '@livephoto/server/node';
import { Command } from 'commander';
import type { CommandFactory } from '../command-factory.ts';
import { ExitCode } from '../exit-code.ts';
import { addSettings } from './server-settings.ts';
import { withStorage } from './with-storage.ts';

const examples = `
Examples:
  livephoto audit verify
  livephoto audit head > head.json            # keep it where the server cannot reach it
  livephoto audit verify --head head.json     # nothing up to there was changed, left out or put in

Each entry carries the SHA-256 of itself and of the hash before it. Whoever can write to the database can make all
hashes anew; a head that was kept elsewhere shows it.

Exit code: 0 all entries fit, 1 one does not, 2 the log cannot be read, or bad usage.`;

export const auditCommand: CommandFactory = (terminal, done) => {
  const audit = new Command('audit')
    .description('check the audit log, and note its end')
    .addHelpText('after', examples);
  const write = (text: string) => terminal.stdout.write(text);

  const add = (command: Command, act: (storage: Storage) => Promise<ExitCode>) => {
    addSettings(command, ['data']).action(async () => {
      done(await withStorage(command.opts(), false, ({ storage }) => act(storage)));
    });
    audit.addCommand(command);
  };

  const verify = new Command('verify')
    .description('go through all entries, and name the first that does not fit')
    .option('--head <file>', 'what `audit head` printed before: it has to be part of the log still');
  add(verify, async ({ store }) => {
    const { head } = verify.opts<{ head?: string }>();
    const { verifyAudit } = await import('@livephoto/server/node');
    const verdict = await verifyAudit(store, head === undefined ? undefined : await readHead(head));
    if (verdict.fault !== undefined) {
      write(`${verdict.entries} entries fit; ${verdict.fault}.\n`);
      return ExitCode.refused;
    }
    write(`All ${verdict.entries} entries fit. The last hash is ${verdict.head.hash}.\n`);
    return ExitCode.accepted;
  });

  add(new Command('head').description('print the end of the log, for `verify --head`'), async ({ store }) => {
    const head = await store.auditHead();
    write(
      `${JSON.stringify({ ...(head ?? { seq: 0, hash: '0'.repeat(64) }), at: new Date().toISOString() })}\n`,
    );
    return ExitCode.accepted;
  });
  return audit;
};

async function readHead(path: string): Promise<AuditHead> {
  try {
    const { seq, hash } = JSON.parse(await readFile(path, 'utf8')) as Partial<AuditHead>;
    if (!Number.isSafeInteger(seq) || typeof hash !== 'string' || !/^[0-9a-f]{64}$/.test(hash)) {
      throw new Error('it has no seq and hash');
    }
    return { seq: seq as number, hash };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LivePhotoError(
      'invalid_request',
      `${path} is nothing that \`livephoto audit head\` printed: ${reason}`,
      {
        cause: error,
      },
    );
  }
}
