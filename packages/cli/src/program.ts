/** Puts the commands together and turns whatever happens into an exit code. */
import { LivePhotoError } from '@livephoto/core';
import { Command, CommanderError } from 'commander';
import type { CommandFactory } from './command-factory.ts';
import { auditCommand } from './commands/audit.ts';
import { calibrateCommand } from './commands/calibrate.ts';
import { captureCommand } from './commands/capture.ts';
import { inspectCommand } from './commands/inspect.ts';
import { jobsCommand } from './commands/jobs.ts';
import { keysCommand } from './commands/keys.ts';
import { serveCommand } from './commands/serve.ts';
import { sweepCommand } from './commands/sweep.ts';
import { ExitCode } from './exit-code.ts';
import { Stop, type Terminal, textWidth } from './terminal.ts';
import { packageVersion } from './version.ts';

/** Every command, in the order `--help` lists them. */
const commands: readonly CommandFactory[] = [
  inspectCommand,
  captureCommand,
  serveCommand,
  keysCommand,
  jobsCommand,
  auditCommand,
  sweepCommand,
  calibrateCommand,
];

const examples = `
Examples:
  livephoto inspect selfie.jpg             # \`livephoto inspect --help\` has more
  livephoto serve --data livephoto-data    # the Live Photos API, and the studio at http://127.0.0.1:8787

Exit code: 0 accepted, or done; 1 refused, or failed; 2 something could not be read, or bad usage; 130 stopped by Ctrl-C;
141 the reader of the output went away. Each command's help says what they are of it.`;

/**
 * Runs the command line.
 * @param args what follows the program's name.
 * @returns the exit code; never throws for anything a user can cause.
 */
export async function runProgram(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let code: ExitCode = ExitCode.accepted;
  const program = new Command('livephoto')
    .description('Decides whether a selfie can be trusted for an identity check.')
    .version(packageVersion(), '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .configureHelp({ helpWidth: textWidth(terminal.stdout) })
    .addHelpText('after', examples)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
    });
  for (const create of commands) {
    const command = create(terminal, (result) => {
      code = result;
    }).copyInheritedSettings(program);
    command.showHelpAfterError(`Try \`livephoto ${command.name()} --help\`.`);
    for (const subcommand of command.commands) {
      subcommand
        .copyInheritedSettings(command)
        .showHelpAfterError(`Try \`livephoto ${command.name()} ${subcommand.name()} --help\`.`);
    }
    program.addCommand(command);
  }
  program.showHelpAfterError('Try `livephoto --help`.');
  try {
    await program.parseAsync(args, { from: 'user' });
    terminal.signal.throwIfAborted();
    return code;
  } catch (error) {
    return explain(error, terminal);
  }
}

function explain(error: unknown, terminal: Terminal): ExitCode {
  // Commander has already printed what is wrong; help and version come this way too, with code 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.accepted : ExitCode.unusable;
  if (error instanceof Stop) {
    if (error.exitCode === ExitCode.interrupted) terminal.stderr.write(`livephoto: ${error.message}\n`);
    return error.exitCode;
  }
  const message = error instanceof Error ? error.message : String(error);
  const kind = error instanceof LivePhotoError ? error.type : 'unexpected error';
  terminal.stderr.write(`livephoto: ${message} (${kind})\n`);
  if (!(error instanceof LivePhotoError) && process.env.LIVEPHOTO_DEBUG && error instanceof Error) {
    terminal.stderr.write(`${error.stack}\n`);
  }
  return ExitCode.unusable;
}
