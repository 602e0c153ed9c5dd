#!/usr/bin/env node
/** The `livephoto` command: hands the process's streams and signals to the program and leaves with its code. */
import { setFlagsFromString } from 'node:v8';
import { tooOld } from './node-version.ts';

// V8 would optimise what runs once or twice while a photo is inspected, on every core. Asked to wait until a function has
// run for longer, it optimises the few that photos need; not for so long that the first photo has to do without them.
// This is the process's own affair, so no package does it.
setFlagsFromString('--wasm-tiering-budget=20000000');

const problem = tooOld(process.versions.node);
if (problem === undefined) {
  const [{ runProgram }, { systemTerminal }] = await Promise.all([
    import('./program.ts'),
    import('./terminal.ts'),
  ]);
  const code = await runProgram(process.argv.slice(2), systemTerminal());
  // A stream that failed late has set its own code, and that is the one to tell.
  process.exitCode ??= code;
} else {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 2;
}
