/** Deno, from its npm package. */
import { platformBinary } from '../harness/platform-binary.ts';
import { type Program, runObserver } from '../harness/run-process.ts';
import type { Runner } from '../harness/runtime-run.ts';

export function deno(): Program {
  const { platform, arch } = process;
  const file = platformBinary('deno', [
    [`@deno/${platform}-${arch}-glibc`, 'deno'],
    [`@deno/${platform}-${arch}`, platform === 'win32' ? 'deno.exe' : 'deno'],
  ]);
  return { file, args: ['run', '--allow-all', '--quiet', '--unstable-no-legacy-abort'] };
}

export const runDeno: Runner = async (photos) =>
  runObserver('Deno', deno(), 'harness/observe-web-main', photos);
