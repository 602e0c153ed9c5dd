/** `livephoto audit`: whether the audit log is what it was. */
import { readFile } from 'node:fs/promises';
import { LivePhotoError } from '@livephoto/core';
import type { AuditHead, Storage } from '@livephoto/server/node';
import { Command } from 'commander';
import { ExitCode } from '../exit-code.ts';
import type { CommandFactory } from '../program.ts';
import { addSettings, readSettings } from './server-settings.ts';

const examples = `
Examples:
  livephoto audit verify
  livephoto audit head > head.json            # keep it where the server cannot reach it
  livephoto audit verify --head head.json     # nothing up to there was changed, left out or put in

Each entry carries the SHA-256 of itself and of the hash before it. Whoever can write to the database can make all
hashes anew; a head that was kept elsewhere shows it. The exit code is 1 when an entry does not fit.`;

export const auditCommand: CommandFactory = (terminal, done) => {
  const audit = new Command('audit')
    .description('check the audit log, and note its end')
    .addHelpText('after', examples);
  const write = (text: string) => terminal.stdout.write(text);

  const add = (command: Command, act: (storage: Storage, command: Command) => Promise<ExitCode>) => {
    addSettings(command, ['data']);
    command.action(async () => {
      const config = readSettings(command.opts());
      const { createLog, openStorage } = await import('@livephoto/server/node');
      const storage = await openStorage(config, createLog('error'), false);
      try {
        done(await act(storage, command));
      } finally {
        await storage.close();
      }
    });
    audit.addCommand(command);
  };

  add(
    new Command('verify')
      .description('go through all entries, and name the first that does not fit')
      .option('--head <file>', 'what `audit head` printed before: it has to be part of the log still'),
    async ({ store }, command) => {
      const { head } = command.opts<{ head?: string }>();
      const { verifyAudit } = await import('@livephoto/server/node');
      const verdict = await verifyAudit(store, head === undefined ? undefined : await readHead(head));
      if (verdict.fault !== undefined) {
        write(`${verdict.entries} entries fit; ${verdict.fault}.\n`);
        return ExitCode.refused;
      }
      write(`All ${verdict.entries} entries fit. The last hash is ${verdict.head.hash}.\n`);
      return ExitCode.accepted;
    },
  );

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
