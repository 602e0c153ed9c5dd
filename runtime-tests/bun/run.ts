/** Bun, from its npm package. */
import { platformBinary } from '../harness/platform-binary.ts';
import { type Program, runObserver } from '../harness/run-process.ts';
import type { Runner } from '../harness/runtime-run.ts';

export function bun(): Program {
  const windows = process.platform === 'win32';
  const platform = `${windows ? 'windows' : process.platform}-${process.arch === 'arm64' ? 'aarch64' : 'x64'}`;
  const path = windows ? 'bin/bun.exe' : 'bin/bun';
  const packages = [platform, `${platform}-musl`].map((name) => [`@oven/bun-${name}`, path] as const);
  return { file: platformBinary('bun', packages), args: [] };
}

export const runBun: Runner = async (photos) => runObserver('Bun', bun(), 'harness/observe-web-main', photos);
