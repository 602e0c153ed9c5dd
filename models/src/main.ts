/** `pnpm models`: builds the models, checks what was built, or removes it. */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { buildModels, compareHashes, hashesOf, writeModels } from './build.ts';
import { terminalProgress } from './progress.ts';

const help = `pnpm models COMMAND

  build [--accept]  Fetch the pinned packages, convert the networks, write models/dist.
                    --accept takes the result as the new expected hashes.
  --help            This text.
`;

const root = new URL('../', import.meta.url);

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      accept: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [command] = positionals;
  if (values.help || command === undefined) {
    process.stdout.write(help);
    return values.help ? 0 : 2;
  }
  if (command !== 'build') {
    process.stderr.write(`Unknown command "${command}"\n\n${help}`);
    return 2;
  }
  const expected = new URL('expected-hashes.json', root);
  const built = await buildModels({ root, progress: terminalProgress(process.stderr) });
  if (values.accept) await writeFile(expected, `${JSON.stringify(hashesOf(built), null, 2)}\n`);
  await compareHashes(built, expected);
  await writeModels(built, new URL('dist/', root));
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
