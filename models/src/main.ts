/** `pnpm models`: builds the models, checks what was built, or removes it. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { buildModels, compareHashes, hashesOf, writeModels } from './build.ts';
import { cleanModels, verifyModels } from './installed.ts';
import { terminalProgress } from './progress.ts';

const help = `pnpm models COMMAND

  build [--accept]  Fetch the pinned packages, convert the networks, write packages/models/dist.
                    --accept takes the result as the new expected hashes.
  verify            Compare packages/models/dist with its manifest and the expected hashes.
  clean             Remove the models and the packages kept in models/.cache.
  --help            This text.

Behind a mirror or proxy, set npm_config_registry or HTTPS_PROXY.
`;

const root = new URL('../', import.meta.url);
const output = new URL('../packages/models/dist/', root);
const cache = new URL('.cache/', root);
const expectedHashes = new URL('../packages/models/src/model-hashes.json', root);

const commands: Readonly<Record<string, (flags: { readonly accept: boolean }) => Promise<number>>> = {
  async build({ accept }) {
    const registry = process.env.npm_config_registry;
    const built = await buildModels({ root, progress: terminalProgress(process.stderr), registry });
    if (accept) await writeFile(expectedHashes, `${JSON.stringify(hashesOf(built), null, 2)}\n`);
    compareHashes(built, await readExpected());
    await writeModels(built, output);
    process.stderr.write(`  ${built.files.size} files are in packages/models/dist\n`);
    return 0;
  },

  async verify() {
    const states = await verifyModels(output, await readExpected());
    for (const { file, state, size } of states) {
      process.stdout.write(`  ${state.padEnd(10)} ${(size / 1e6).toFixed(2).padStart(6)} MB  ${file}\n`);
    }
    if (states.every(({ state }) => state === 'good')) return 0;
    process.stderr.write('Run "pnpm models build" to build them again\n');
    return 1;
  },

  async clean() {
    await cleanModels(output, await readExpected());
    await rm(cache, { recursive: true, force: true });
    return 0;
  },
};

async function readExpected(): Promise<Record<string, string>> {
  return JSON.parse(await readFile(expectedHashes, 'utf8')) as Record<string, string>;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      accept: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [name = '', ...others] = positionals;
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const command = others.length === 0 && Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    process.stderr.write(
      `${name === '' ? 'Which command?' : `Unknown command "${positionals.join(' ')}"`}\n\n${help}`,
    );
    return 2;
  }
  return command(values);
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
