/** Loaded before each unit test: what would make it more than one fails with a sentence that says so. */
import childProcess from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import workerThreads from 'node:worker_threads';

const refuse = (what: string) => () => {
  throw new Error(`A unit test may not ${what}: tests that do live in tests/ or runtime-tests/`);
};

for (const name of ['exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync'] as const) {
  Object.assign(childProcess, { [name]: refuse('start a process') });
}
Object.assign(workerThreads, {
  Worker: class {
    constructor() {
      refuse('start a thread')();
    }
  },
});
syncBuiltinESMExports();

const { dlopen } = process;
process.dlopen = (...args: unknown[]) => {
  if (/sqlite|libsql/.test(String(args[1]))) refuse('open a database')();
  return Reflect.apply(dlopen, process, args);
};
