/** What the published pages say of the house is so: counts, paths, links, and no trace of one machine. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const tracked = (...patterns: string[]) =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', ...patterns], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((path) => path !== '' && existsSync(join(root, path)));
const pages = tracked('*.md');

/** Folders of one machine, and data that only one has. */
const traces = /(?<![\w.}])\/(?:work|root|home)\/\S*|(?:\.\.\/)+shared\/\S*/g;

it('no file names a folder of one machine, or data that only one has', () => {
  const texts = tracked(
    '*.md',
    '*.ts',
    '*.tsx',
    '*.mjs',
    '*.mts',
    '*.js',
    '*.json',
    '*.jsonc',
    '*.py',
    '*.html',
    '*.sql',
  );
  expect(texts.length).toBeGreaterThan(500);
  const named = texts.flatMap((path) => (read(path).match(traces) ?? []).map((found) => `${path}: ${found}`));
  // This test has the pattern.
  expect(named.filter((found) => !found.startsWith('tests/house/words.test.ts'))).toEqual([]);
});

describe.each(pages)('%s', (page) => {
  const text = read(page);

  it('calls scripts that are there, and those that want a command with one', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const calls = [...text.matchAll(/(?<=`|&& )(?:pnpm|npm run)(?: --silent)? (?!--)([a-z][\w:-]*)/g)].map(
      ([, name]) => name!,
    );
    expect(calls.filter((name) => !(name in scripts) && !['install', 'add'].includes(name))).toEqual([]);
    expect(text.match(/\bpnpm models(?= &&|`|\n)/g) ?? []).toEqual([]);
  });

  it('links to files that are there', () => {
    const links = [...text.matchAll(/\]\((?!\w+:)([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, path]) => path!);
    expect(links.filter((path) => !existsSync(join(root, dirname(page), path)))).toEqual([]);
  });
});

describe('README', () => {
  it('counts the ports as the table of docs/architecture.md and core do', () => {
    const words = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'];
    const rows = [...read('docs/architecture.md').matchAll(/^\| `(\w+)` \| .* \|$/gm)].map(
      ([, name]) => name!,
    );
    const source = read('packages/core/src/contract/ports.ts');
    for (const name of rows) expect(source).toMatch(new RegExp(`^export (?:interface|type) ${name}\\b`, 'm'));
    expect(read('README.md')).toContain(`${words[rows.length]} small ports`);
  });
});

describe('docs/decisions', () => {
  const decisions = tracked('docs/decisions/*.md')
    // The list of them, which `tests/docs/decisions.test.ts` reads.
    .filter((path) => !path.endsWith('/README.md'))
    .sort();

  it('are numbered without gaps', () => {
    const numbers = decisions.map((path) => Number(/\/(\d{4})-[a-z0-9-]+\.md$/.exec(path)?.[1]));
    expect(numbers).toEqual(decisions.map((_, index) => index + 1));
  });

  it('are half a page each, under a title without a number', () => {
    const long = decisions.filter((path) => read(path).split('\n').length > 40);
    expect(long).toEqual([]);
    for (const path of decisions) expect(read(path), path).toMatch(/^# \D/);
  });
});

describe('docs/threat-model.md', () => {
  it('points at tests that are there, for every threat', () => {
    const rows = [...read('docs/threat-model.md').matchAll(/^\| [STRIDE] \|.*\| (.*) \|$/gm)].map(
      ([, shown]) => shown!,
    );
    expect(rows.length).toBeGreaterThan(15);
    for (const shown of rows) expect(shown).toMatch(/`/);
    const paths = rows.flatMap((shown) =>
      [...shown.matchAll(/`([\w/.-]+\/[\w/.-]+)`/g)].map(([, path]) => path!),
    );
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
