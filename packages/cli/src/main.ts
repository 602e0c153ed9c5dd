#!/usr/bin/env node
/** The `livephoto` command: hands the process's streams and signals to the program and leaves with its code. */
import { runProgram } from './program.ts';
import { systemTerminal } from './terminal.ts';

process.exitCode = await runProgram(process.argv.slice(2), systemTerminal());
