import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { closureBudgets, passedClosure } from './closure-budgets.ts';
import { closureGoals } from './closure-sections.ts';
import { type InstalledTree, reachable } from './installed-closure.ts';

const packages = fileURLToPath(new URL('../../../../packages/', import.meta.url));

describe('reachable', () => {
  const tree: InstalledTree = {
    'node_modules/app': {
      dependencies: { left: '1', '@scope/both': '1' },
      optionalDependencies: { mac: '1' },
    },
    'node_modules/left': { dependencies: { shared: '2' }, peerDependencies: { app: '1' } },
    'node_modules/left/node_modules/shared': { dependencies: { deep: '1' } },
    'node_modules/@scope/both': { dependencies: { shared: '1' } },
    'node_modules/shared': {},
    'node_modules/deep': {},
    'node_modules/stranger': {},
  };

  it('follows what each package gets, the nearest first, and nothing that is not there', () => {
    expect(reachable('app', tree).sort()).toEqual([
      'node_modules/@scope/both',
      'node_modules/app',
      'node_modules/deep',
      'node_modules/left',
      'node_modules/left/node_modules/shared',
      'node_modules/shared',
    ]);
    expect(reachable('nothing', tree)).toEqual([]);
  });
});

it('says what passes a budget, in packages and bytes', () => {
  const budget = closureBudgets['@livephoto/core']!;
  const row = (packages: number, bytes: number) => ({
    name: '@livephoto/core',
    closure: { packages, bytes },
  });
  expect(passedClosure(row(budget.packages, budget.bytes))).toEqual([]);
  expect(passedClosure(row(budget.packages + 1, budget.bytes + 5))).toEqual([
    `1 packages more than ${budget.packages}, installed`,
    `5 bytes more than ${budget.bytes}, installed`,
  ]);
  expect(passedClosure({ ...row(999, 1e9), name: 'left-pad' })).toEqual([]);
  expect(closureGoals([row(99, 1)])).toMatchObject([{ met: false }]);
});

it.each(['models', 'core'])(
  'has a package %s that brings no more than it should, and nothing to build with',
  (folder) => {
    const names = dependenciesOf(join(packages, folder));
    expect(names.length).toBeLessThanOrEqual(closureBudgets[`@livephoto/${folder}`]!.packages);
  },
);

/** As this workspace has them installed: names, the package itself included. */
function dependenciesOf(home: string, found = new Set<string>()): string[] {
  const { name, dependencies = {} } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  found.add(name);
  for (const wanted of Object.keys(dependencies)) {
    if (found.has(wanted)) continue;
    // pnpm puts what a package depends on inside of it, or beside it.
    const beside = join(dirname(home), ...(name.startsWith('@') ? ['..'] : []), wanted);
    const inside = join(home, 'node_modules', wanted);
    dependenciesOf(realpathSync(existsSync(inside) ? inside : beside), found);
  }
  return [...found];
}

describe('the table of docs/performance.md', () => {
  it('has the budgets that are held, and nothing that passes one', () => {
    const text = readFileSync(
      fileURLToPath(new URL('../../../../docs/performance.md', import.meta.url)),
      'utf8',
    );
    const rows = [...text.matchAll(/^\| `([\w@/-]+)` \| (\d+), ([\d.]+) MB \| (\d+), ([\d.]+) MB \|$/gm)];
    expect(rows.length).toBeGreaterThan(5);
    for (const [, name, packages, megabytes, ...allowed] of rows) {
      const budget = closureBudgets[name!]!;
      expect(allowed.map(Number), name).toEqual([budget.packages, budget.bytes / 1e6]);
      expect(Number(packages), name).toBeLessThanOrEqual(budget.packages);
      expect(Number(megabytes), name).toBeLessThanOrEqual(budget.bytes / 1e6);
    }
    const [, , count, size] = rows.find(([, name]) => name === 'livephoto')!;
    const readme = readFileSync(fileURLToPath(new URL('../../../../README.md', import.meta.url)), 'utf8');
    expect(readme).toContain(`${count} packages and ${Math.round(Number(size))} MB`);
  });
});
