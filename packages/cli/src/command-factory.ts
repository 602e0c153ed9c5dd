/** What makes a command of the command line. */
import type { Command } from 'commander';
import type { ExitCode } from './exit-code.ts';
import type { Terminal } from './terminal.ts';

/** A command, told where to report the code that its run deserves. */
export type CommandFactory = (terminal: Terminal, done: (code: ExitCode) => void) => Command;
