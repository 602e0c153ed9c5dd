/** `livephoto serve`: the Live Photos API, with its data in one folder. */
import { once } from 'node:events';
import { type SettingName, settings } from '@livephoto/server/settings';
import { Command } from 'commander';
import type { CommandFactory } from '../command-factory.ts';
import { ExitCode } from '../exit-code.ts';
import { stopAsked } from '../stop-asked.ts';
import { addSettings, readSettings, variablesHelp } from './server-settings.ts';

const examples = `
Examples:
  livephoto serve
  livephoto serve --data /var/lib/livephoto --retention-days 30
  LIVEPHOTO_RATE_LIVE=50 livephoto serve --host 0.0.0.0

Each flag can be given as the variable in brackets too; the flag goes first. The first start with an empty
data folder prints one test key and one live key, once. Logs go to standard error. Ctrl-C or SIGTERM finishes what
was accepted, then stops.

Exit code: 0 stopped in order, 2 it could not start, or bad usage.`;

export const serveCommand: CommandFactory = (terminal, done) => {
  const command = new Command('serve').description('serve the Live Photos API over HTTP');
  addSettings(command, Object.keys(settings) as SettingName[]);
  return command
    .addHelpText('after', variablesHelp() + examples)
    .action(async (options: Record<string, unknown>) => {
      const config = readSettings(options);
      const stop = stopAsked(terminal.signal);
      // Loaded late, so that help and a wrong setting answer at once.
      const { createLog, startServer } = await import('@livephoto/server/node');
      const server = await startServer(config, createLog(config.logLevel));
      const [testKey, liveKey] = server.newKeys;
      if (testKey && liveKey) {
        terminal.stdout.write(
          `These keys are shown this once; \`livephoto keys create\` makes more.\n  ${testKey}\n  ${liveKey}\n`,
        );
      }
      const page = server.studio
        ? `open it in a browser, or read ${server.url}/docs`
        : `try ${server.url}/docs`;
      terminal.stdout.write(`The Live Photos API listens on ${server.url}; ${page}\n`);
      if (server.operationsUrl) {
        terminal.stdout.write(`Readiness and metrics are at ${server.operationsUrl}/readyz and /metrics\n`);
      }
      if (!stop.aborted) await once(stop, 'abort');
      await server.close();
      done(ExitCode.accepted);
    });
};
