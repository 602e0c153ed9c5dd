#!/usr/bin/env node
/** The `livephoto` command: hands the process's streams and signals to the program and leaves with its code. */
import { runProgram } from './program.ts';
import { systemTerminal } from './terminal.ts';

const code = await runProgram(process.argv.slice(2), systemTerminal());
// A stream that failed late has set its own code, and that is the one to tell.
process.exitCode ??= code;
