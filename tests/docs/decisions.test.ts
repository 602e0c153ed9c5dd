/** The list of decisions names each of them, by its title. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const folder = new URL('../../docs/decisions/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');

it('lists every decision; `pnpm decisions` writes the list anew', () => {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .sort();
  expect(names.length).toBeGreaterThan(99);
  const rows = names.map((name) => `- ${name.slice(0, 4)} [${/^# (.+)$/m.exec(read(name))?.[1]}](${name})`);
  expect(read('README.md').match(/^- .*$/gm), 'run `pnpm decisions`').toEqual(rows);
});
