/**
 * Runs the suites of every runtime, then prints what they measured as one table. Fails when a suite does. Arguments name
 * some of the suites: `pnpm test:runtimes runtime-tests/reports.test.ts`.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { browsersTable } from './test-runtimes/browsers-table.mjs';
import { runtimesTable } from './test-runtimes/table.mjs';

const root = new URL('..', import.meta.url);
const measured = new URL('out/runtimes.json', root);
const browsers = new URL('out/browsers.json', root);
for (const file of [measured, browsers]) rmSync(file, { force: true });

const named = process.argv.slice(2);
const filters = named.length > 0 ? named : ['runtime-tests'];
const suites = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...filters], {
  cwd: fileURLToPath(root),
  stdio: 'inherit',
});
suites.on('close', (code) => {
  if (existsSync(measured)) console.log(`\n${runtimesTable(JSON.parse(readFileSync(measured, 'utf8')))}`);
  else console.error('\nNothing was measured: see above.');
  if (existsSync(browsers)) console.log(`\n${browsersTable(JSON.parse(readFileSync(browsers, 'utf8')))}`);
  process.exitCode = code === 0 && existsSync(measured) ? 0 : 1;
});
