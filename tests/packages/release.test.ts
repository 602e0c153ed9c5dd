/** A release of a small workspace, from its version to a registry that has it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findProblems } from '../../scripts/release/check.mjs';
import { packRelease } from '../../scripts/release/pack.mjs';
import { publishRelease } from '../../scripts/release/publish.mjs';
import { renameRepository } from '../../scripts/release/repository.mjs';
import { compare, raiseVersion } from '../../scripts/release/version.mjs';

const root = mkdtempSync(join(tmpdir(), 'livephoto-release-'));
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`;
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd: root });
const { packageManager } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { packageManager?: string };

beforeAll(() => {
  write('package.json', json({ name: 'house', version: '0.1.0', private: true, packageManager }));
  write('pnpm-workspace.yaml', 'packages:\n  - packages/*\n');
  write('CHANGELOG.md', '# Changes\n\n## Unreleased\n\n- More.\n');
  const repository = { type: 'git', url: 'git+https://example.com/a/house.git' };
  for (const [folder, name, dependencies] of [
    ['above', '@house/above', { '@house/below': 'workspace:*' }],
    ['below', '@house/below', {}],
    ['secret', '@house/secret', { '@house/above': 'workspace:*' }],
  ] as const) {
    const hidden = folder === 'secret' ? { private: true } : {};
    const manifest = { name, version: '0.1.0', ...hidden, type: 'module', repository, dependencies };
    write(`packages/${folder}/package.json`, json(manifest));
    for (const file of ['README.md', 'LICENSE', 'NOTICE']) write(`packages/${folder}/${file}`, 'text\n');
  }
  write('packages/models/dist/manifest.json', '{}');
  write('examples/page/package.json', json({ dependencies: { '@house/above': '^0.1.0', other: '^0.1.0' } }));
  write('compose.yaml', 'services:\n  house:\n    image: house:0.1.0\n  other:\n    image: other:0.1.0\n');
  git('init', '-q');
  git('remote', 'add', 'origin', 'https://example.com/a/house.git');
  git('add', '.');
  git('commit', '-qm', 'start');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('version', () => {
  it.each([
    ['1.2', "not '1.2'"],
    ['0.1.0', 'does not come after 0.1.0'],
    ['0.0.9', 'does not come after'],
    ['0.1.0-beta.1', 'does not come after'],
  ])('refuses %s and writes nothing', (next, message) => {
    expect(() => raiseVersion(root, next, new Date())).toThrow(message);
    expect(git('status', '--porcelain').toString()).toBe('');
  });

  it('orders versions, those before a release before it', () => {
    const versions = ['0.9.0', '0.10.0-alpha.2', '0.10.0-beta.1', '0.10.0-beta.10', '0.10.0', '1.0.0'];
    expect([...versions].reverse().sort(compare)).toEqual(versions);
  });

  it('is raised everywhere, and in the change log with its day', () => {
    expect(raiseVersion(root, '0.2.0', new Date('2026-05-04T12:00:00Z'))).toBe('0.1.0 → 0.2.0 in 4 packages');
    expect(read('CHANGELOG.md')).toBe('# Changes\n\n## Unreleased\n\n## 0.2.0 (2026-05-04)\n\n- More.\n');
    expect(read('packages/secret/package.json')).toContain('"version": "0.2.0"');
    const { dependencies } = JSON.parse(read('examples/page/package.json'));
    expect(dependencies).toEqual({ '@house/above': '^0.2.0', other: '^0.1.0' });
    expect(read('compose.yaml')).toBe(
      'services:\n  house:\n    image: house:0.2.0\n  other:\n    image: other:0.1.0\n',
    );
    expect(() => raiseVersion(root, '0.3.0', new Date())).toThrow('tells nothing');
  });
});

it('is not ready with changes, another origin, a version out of step, a file less', async () => {
  expect(await findProblems(root)).toEqual(['There are changes that are not committed']);
  git('commit', '-qam', 'release');
  expect(await findProblems(root)).toEqual([]);
  git('remote', 'set-url', 'origin', 'git@example.com:b/house.git');
  expect(await findProblems(root)).toEqual([
    "The packages name the repository a/house, and this is b/house: run 'pnpm release repository b/house'",
  ]);
  git('remote', 'remove', 'origin');
  expect((await findProblems(root)).join()).toContain("run 'git remote add origin ADDRESS'");
  git('remote', 'add', 'origin', 'https://example.com/a/house.git');
  git('remote', 'set-url', 'origin', 'git@example.com:a/house');
  rmSync(join(root, 'packages/below/NOTICE'));
  rmSync(join(root, 'packages/models/dist/manifest.json'));
  write('packages/below/package.json', read('packages/below/package.json').replace('0.2.0', '0.1.0'));
  const problems = (await findProblems(root)).join('\n');
  expect(problems).toMatch(/@house\/below is 0\.1\.0, not 0\.2\.0/);
  expect(problems).toMatch(/@house\/below has no NOTICE/);
  expect(problems.match(/The models are not built/g)).toHaveLength(1);
  write('compose.yaml', read('compose.yaml').replace('house:0.2.0', 'house:0.1.0'));
  expect((await findProblems(root)).join('\n')).toContain('compose.yaml names 0.1.0, not 0.2.0');
  git('checkout', '-q', '.');
  expect(await findProblems(root)).toEqual([]);
});

it('names another repository in every file, and nothing that only looks like it', () => {
  const page = 'https://github.com/a/house#start https://github.com/a/house-boat github.com/a/house.git';
  write('page.md', page);
  for (const folder of ['above', 'below', 'secret']) {
    const path = `packages/${folder}/package.json`;
    write(path, read(path).replace('example.com/a', 'github.com/a'));
  }
  git('add', '.');
  for (const address of ['house', 'http://elsewhere.example/b/c', 'b/c/d', '']) {
    expect(() => renameRepository(root, address)).toThrow('A repository is like');
  }
  expect(renameRepository(root, 'https://github.com/b.c/home/')).toBe('a/house → b.c/home in 4 files');
  expect(read('page.md')).toBe(
    'https://github.com/b.c/home#start https://github.com/a/house-boat github.com/b.c/home.git',
  );
  expect(read('packages/below/package.json')).toContain('git+https://github.com/b.c/home.git');
  git('reset', '-q', '--hard');
});

it('packs what is public and publishes it in order, and goes on where it broke off', async () => {
  const published: string[] = [];
  let broken = true;
  const server = createServer((request, response) => {
    const name = decodeURIComponent((request.url ?? '/').slice(1).split('?')[0]!);
    if (request.method === 'PUT') {
      request.resume();
      request.on('end', () => {
        if (broken && name === '@house/above') return response.writeHead(403).end('{"error":"not now"}');
        published.push(name);
        return response.writeHead(201).end('{}');
      });
    } else if (published.includes(name)) {
      const versions = { '0.2.0': { name, version: '0.2.0', dist: {} } };
      response.end(JSON.stringify({ name, 'dist-tags': { latest: '0.2.0' }, versions }));
    } else {
      response.writeHead(404).end('{}');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const folder = join(root, 'out');
  const said: string[] = [];
  const say = (line: string) => said.push(line);
  const options = { folder, registry: `http://127.0.0.1:${port}/`, provenance: false, say };
  try {
    const packed = await packRelease(root, folder);
    expect(packed.map(({ name }) => name)).toEqual(['@house/below', '@house/above']);
    expect(readFileSync(join(folder, 'SHA256SUMS'), 'utf8')).toMatch(
      /^[0-9a-f]{64} {2}house-below-0\.2\.0\.tgz\n[0-9a-f]{64} {2}house-above-0\.2\.0\.tgz\n$/,
    );
    writeFileSync(join(folder, '.npmrc'), `//127.0.0.1:${port}/:_authToken=none\n`);
    writeFileSync(join(folder, 'package.json'), '{}\n');
    await expect(publishRelease(packed, { ...options, provenance: true })).rejects.toThrow('--no-provenance');
    await expect(publishRelease(packed, options)).rejects.toThrow('@house/above could not be published');
    expect(published).toEqual(['@house/below']);
    broken = false;
    await publishRelease(packed, options);
    expect(published).toEqual(['@house/below', '@house/above']);
    expect(said.at(-2)).toBe('@house/below 0.2.0 is published already');
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
