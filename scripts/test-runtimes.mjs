/** Runs the suites of every runtime, then prints what they measured as one table. Fails when a suite does. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runtimesTable } from './test-runtimes/table.mjs';

const root = new URL('..', import.meta.url);
const measured = new URL('out/runtimes.json', root);
rmSync(measured, { force: true });

const suites = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', 'runtime-tests'], {
  cwd: fileURLToPath(root),
  stdio: 'inherit',
});
suites.on('close', (code) => {
  if (existsSync(measured)) console.log(`\n${runtimesTable(JSON.parse(readFileSync(measured, 'utf8')))}`);
  else console.error('\nNothing was measured: see above.');
  process.exitCode = code === 0 && existsSync(measured) ? 0 : 1;
});
