#!/usr/bin/env node
/** The `livephoto` command: hands the process's streams and signals to the program and leaves with its code. */
import { setFlagsFromString } from 'node:v8';
import { runProgram } from './program.ts';
import { systemTerminal } from './terminal.ts';

// V8 would optimise thousands of onnxruntime's functions while it starts, on every core. Asked to wait until a function has
// run for longer, it optimises the few that photos need; not for so long that the first photo has to do without them.
// This is the process's own affair, so no package does it.
setFlagsFromString('--wasm-tiering-budget=20000000');

const code = await runProgram(process.argv.slice(2), systemTerminal());
// A stream that failed late has set its own code, and that is the one to tell.
process.exitCode ??= code;
