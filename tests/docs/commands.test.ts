/** Every command block of the README and of `docs/` is run as it stands, in order, in a copy of the repository. */
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CommandBlock, readBlocks } from './harness/blocks.ts';
import { makeScratch, root } from './harness/scratch.ts';
import { isWhole, openShell, type Shell } from './harness/shell.ts';

const pages = ['README.md', ...readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'))]
  .map((name) => (name === 'README.md' ? name : `docs/${name}`))
  .map((page) => ({ page, blocks: readBlocks(readFileSync(join(root, page), 'utf8'), isWhole) }))
  // Its scripts and commands are run by runtime-tests/docs.test.ts, on the runtimes that it brings.
  .map(({ page, blocks }) => ({
    page,
    blocks: blocks.filter(
      ({ steps }) => !steps.every(({ command }) => /^(?:node|bun|deno) .*runtime-tests\//.test(command)),
    ),
  }))
  .filter(({ blocks }) => blocks.length > 0);

const scratch = mkdtempSync(join(tmpdir(), 'livephoto-pages-'));
let programs: string;

beforeAll(() => {
  programs = makeScratch(scratch);
  writeFileSync(join(scratch, 'FILE.csv'), benchmarkLabels());
  mkdirSync(join(scratch, 'photos'));
  for (const name of ['selfie.jpg', 'mirrored.jpg', 'no-face.jpg']) {
    copyFileSync(join(scratch, 'samples', name), join(scratch, 'photos', name));
  }
  writeFileSync(join(scratch, 'photos/labels.csv'), calibrationLabels());
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Photos as `pnpm bench` wants them labelled. */
function benchmarkLabels(): string {
  const row = (name: string, category: string, label: string, extra: object = {}) =>
    `samples/${name}.jpg,samples,free,${category},${label},"${JSON.stringify(extra).replaceAll('"', '""')}"`;
  return [
    'path,source_repo,license_or_terms,category,label,extra',
    row('selfie', 'faces', 'single', { faces: 1 }),
    row('no-face', 'faces', 'zero', { faces: 0 }),
    row('selfie', 'orientation', 'pose', { yaw: 0, pitch: 0 }),
    row('masked', 'obstruction', 'obstructed', { occlusion: 'mask' }),
    row('selfie', 'obstruction', 'clear'),
    ...['a', 'b', 'c'].flatMap((family) => [
      row('selfie', 'liveness', 'real', { family }),
      row('mirrored', 'liveness', 'spoof', { family, attack: 'print' }),
    ]),
    '',
  ].join('\n');
}

/** Photos as `livephoto calibrate` wants them labelled. */
function calibrationLabels(): string {
  const rows = Array.from({ length: 40 }, (_, i) => [
    `selfie.jpg,real,a${i % 4}`,
    `mirrored.jpg,spoof,b${i % 4}`,
  ]);
  return ['path,label,group', ...rows.flat(), ''].join('\n');
}

/** A page's reader: a shell, and what the page's examples are called here. */
interface Reader {
  readonly shell: Shell;
  /** Says of the page's text what it is here: addresses, ids, folders. */
  translate(text: string): string;
  /** Learns from an answer what the ids of the page's next commands are. */
  learn(output: string, shown: string): void;
}

const exampleId = /\b01a2[0-9a-f]{20}\b/g;
const anyId = /\b[0-9a-f]{24}\b/g;

function openReader(port: number): Reader {
  const home = join(scratch, 'home');
  mkdirSync(home, { recursive: true });
  const { LIVEPHOTO_MASTER_KEY: _, NODE_OPTIONS: __, ...inherited } = process.env;
  const shell = openShell(scratch, {
    ...inherited,
    PATH: `${programs}:${join(scratch, 'node_modules/.bin')}:${process.env.PATH}`,
    HOME: home,
    CI: 'true',
    NO_COLOR: '1',
    FORCE_COLOR: '0',
    WRANGLER_SEND_METRICS: 'false',
    LIVEPHOTO_PORT: String(port),
    REPOSITORY: root,
  });
  const ids = new Map<string, string>();
  let newest: string | undefined;
  return {
    shell,
    translate: (text) =>
      text
        .replaceAll(':8787', `:${port}`)
        .replaceAll('/var/lib/', `${home}/`)
        .replace(exampleId, (id) => {
          const here = ids.get(id) ?? newest ?? id;
          ids.set(id, here);
          return here;
        }),
    learn(output, shown) {
      const [here] = /"id": ?"([0-9a-f]{24})"/.exec(output)?.slice(1) ?? output.match(anyId) ?? [];
      const there = shown.match(/"id":"(01a2[0-9a-f]{20})"/)?.[1];
      if (here === undefined) return;
      newest = here;
      if (there !== undefined) ids.set(there, here);
    },
  };
}

/** What may differ from run to run and from machine to machine, taken out. */
function outline(text: string): string {
  return text
    .replace(/\b(?:test|live)_[0-9a-f]+/g, 'KEY')
    .replace(anyId, 'ID')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replace(/\d+(?:\.\d+)?/g, '0')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Whether every part between `…` is in the output, in order. */
function expectShown(output: string, shown: string): void {
  let rest = outline(output);
  for (const part of outline(shown).split('…')) {
    const wanted = part.trim();
    const at = rest.indexOf(wanted);
    expect(at, `"${wanted}" in:\n${output}`).toBeGreaterThanOrEqual(0);
    rest = rest.slice(at + wanted.length);
  }
}

/** Programs that go on until they are stopped. */
const isServer = (command: string) => /(?:livephoto|main\.js) serve\b|wrangler dev\b/.test(command);

async function runBlock({ shell, translate, learn }: Reader, { steps }: CommandBlock): Promise<void> {
  for (const { command, shown } of steps) {
    const here = translate(command);
    if (isServer(command)) {
      const printed = await shell.start(here, /(?:listens|Ready) on http:\S+.*\n/);
      const key = /\blive_[0-9a-f]{48}\b/.exec(printed)?.[0];
      if (key) await shell.run(`KEY=${key}`);
      if (shown) expectShown(printed, translate(shown));
      continue;
    }
    // The key on the page is no key.
    if (/^KEY=live_/.test(command)) continue;
    const { code, output } = await shell.run(here);
    expect(code, `${here}\n${output}`).toBe(0);
    learn(output, shown);
    if (shown) expectShown(output, translate(shown));
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

it('finds the blocks', () => {
  expect(pages.map(({ page }) => page)).toEqual(
    expect.arrayContaining(['README.md', 'docs/accuracy.md', 'docs/cloudflare.md', 'docs/server.md']),
  );
  const blocks = pages.flatMap((entry) => entry.blocks);
  const standIns = blocks.filter(({ insteadBecause }) => insteadBecause !== undefined);
  expect(blocks.length).toBeGreaterThan(15);
  // One more is one more that nobody tries: think twice.
  expect(standIns.length).toBeLessThanOrEqual(14);
});

describe.each(pages)('$page', ({ blocks }) => {
  let reader: Reader;
  beforeAll(async () => {
    reader = openReader(await freePort());
  });
  afterAll(() => reader?.shell.close());

  it.each(
    blocks.map((block) => ({
      block,
      title: `line ${block.line}: ${block.steps[0]?.command.split('\n')[0]}${block.insteadBecause ? ` (${block.insteadBecause})` : ''}`,
    })),
  )('$title', ({ block }) => runBlock(reader, block));
});
