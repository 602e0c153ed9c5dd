/** `pnpm samples`: makes the sample photos that tests and the demo look at. */
import { parseArgs } from 'node:util';
import { terminalProgress } from './progress.ts';
import { buildSamples } from './samples/build-samples.ts';
import { writeFiles } from './write-files.ts';

const help = `pnpm samples

  Fetches pinned packages with free photos of faces and writes samples/: the photos as they are, and others made of
  them (turned, mirrored, cut, covered). Nothing of it is committed.
`;

const root = new URL('../', import.meta.url);

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h', default: false } } });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const registry = process.env.npm_config_registry;
  const files = await buildSamples({ root, progress: terminalProgress(process.stderr), registry });
  await writeFiles(files, new URL('../samples/', root));
  process.stderr.write(`  ${files.size} files are in samples/\n`);
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
