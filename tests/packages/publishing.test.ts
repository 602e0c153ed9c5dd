/** What a registry would get: each package whole, alone, in step with the others, and typed for whoever imports it. */
import { readFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Manifest, type PackedPackage, packAll } from './harness/packed.ts';

const workspace = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as Manifest;
let folder: string;
let packages: PackedPackage[];
beforeAll(async () => {
  ({ folder, packages } = await packAll());
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What is wrong with any of the packages, each with its name before it. */
function wrongs(find: (packed: PackedPackage) => readonly string[]): string[] {
  return packages.flatMap((packed) => find(packed).map((wrong) => `${packed.name}: ${wrong}`));
}

it('has all that ships, and the entry that people look for first', () => {
  expect(packages.map(({ name }) => name)).toEqual([
    '@livephoto/browser',
    '@livephoto/cli',
    '@livephoto/core',
    '@livephoto/drawing',
    '@livephoto/heif',
    'livephoto',
    '@livephoto/models',
    '@livephoto/server',
    '@livephoto/studio',
    '@livephoto/worker-runtime',
  ]);
});

it('brings its own words, terms and origins', () => {
  expect(
    wrongs(({ files }) => ['README.md', 'LICENSE', 'NOTICE'].filter((name) => !files.has(name))),
  ).toEqual([]);
  const licence = (name: string) =>
    packages
      .find((packed) => packed.name === name)!
      .files.get('LICENSE')!
      .toString();
  expect(licence('@livephoto/core')).toMatch(/Apache License/);
  expect(licence('@livephoto/heif')).toMatch(/GNU LESSER GENERAL PUBLIC LICENSE/);
});

it('says of itself what a registry shows', () => {
  const wanted = ['description', 'keywords', 'license', 'homepage', 'bugs', 'repository', 'type'];
  expect(wrongs(({ manifest }) => wanted.filter((key) => !manifest[key]))).toEqual([]);
  expect(
    wrongs(({ manifest }) => {
      const { url, directory } = manifest.repository as Record<string, string>;
      return directory?.startsWith('packages/') && url?.startsWith('git+https:') ? [] : ['no repository'];
    }),
  ).toEqual([]);
});

it('is of one version, and asks for the others in that very version', () => {
  expect(new Set([workspace.version, ...packages.map(({ manifest }) => manifest.version)]).size).toBe(1);
  expect(
    wrongs(({ manifest }) =>
      ['dependencies', 'peerDependencies', 'optionalDependencies'].flatMap((kind) =>
        Object.entries((manifest[kind] ?? {}) as Record<string, string>)
          .filter(([name]) => packages.some((other) => other.name === name))
          .filter(([, range]) => range !== workspace.version)
          .map(([name, range]) => `${name} ${range}`),
      ),
    ),
  ).toEqual([]);
});

it('ships no tests, no sources and nothing of the machine that it was built on', () => {
  expect(
    wrongs(({ files }) =>
      [...files.keys()].filter((path) =>
        /\.(?:test|contract)\.d\.ts|\/testing\/|tsbuildinfo|^src\//.test(path),
      ),
    ),
  ).toEqual([]);
  expect(
    wrongs(({ files }) =>
      [...files]
        .filter(([path]) => /\.(?:js|json|ts|map|md|css|html)$/.test(path))
        .filter(
          ([path, bytes]) =>
            bytes.includes(process.cwd()) || (path === 'package.json' && bytes.includes('workspace:')),
        )
        .map(([path]) => path),
    ),
  ).toEqual([]);
});

it('passes publint without errors or warnings', async () => {
  const found: string[] = [];
  for (const { name, tarball, manifest } of packages) {
    const bytes = await readFile(tarball);
    const tarballBuffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
    const { messages } = await publint({ pack: { tarball: tarballBuffer as ArrayBuffer }, level: 'warning' });
    found.push(...messages.map((message) => `${name}: ${formatMessage(message, manifest)}`));
  }
  expect(found).toEqual([]);
});

describe('the types of', () => {
  /** Kinds of resolution that have no `exports`, or no ES modules: there is nothing here for them. */
  const foreign = ['node10', 'node16-cjs'];

  it.each([
    '@livephoto/browser',
    '@livephoto/core',
    '@livephoto/drawing',
    'livephoto',
    '@livephoto/models',
    '@livephoto/server',
    '@livephoto/worker-runtime',
  ])('%s are right for nodenext and for bundlers', async (name) => {
    const { tarball, manifest } = packages.find((packed) => packed.name === name)!;
    const entrypoints = Object.keys(manifest.exports as object).filter(
      (entry) => !/\.wasm$|\.onnx$|\.json$|\*/.test(entry),
    );
    const result = await checkPackage(createPackageFromTarballData(new Uint8Array(await readFile(tarball))), {
      entrypoints,
    });
    if (!result.types) throw new Error(`${name} has no types`);
    expect(Object.keys(result.entrypoints).length).toBeGreaterThanOrEqual(1);
    const problems = result.problems.filter(
      (problem) => !('resolutionKind' in problem) || !foreign.includes(problem.resolutionKind),
    );
    expect(problems).toEqual([]);
  });
});
