/** Every number of `vision/` that was chosen stands in its folder's `tuning.ts`, under a name of its own. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const vision = fileURLToPath(new URL('.', import.meta.url));
const folders = readdirSync(vision, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

const constant = /^(?:export )?const (\w+)(?:: [^=]+)? =\s*(-?[\d.][\d._e+-]*)(?: as const)?;/gm;

const constantsOf = (file: string) =>
  [...readFileSync(`${vision}${file}`, 'utf8').matchAll(constant)].map(([, name, value]) => ({
    name: name!,
    value: Number(value!.replaceAll('_', '')),
  }));

describe('the tuning of vision', () => {
  it('is where numbers stand: no other file has a constant number of its own', () => {
    const elsewhere = folders.flatMap((folder) =>
      readdirSync(`${vision}${folder}`)
        .filter((file) => /(?<!\.test)\.ts$/.test(file) && file !== 'tuning.ts')
        .flatMap((file) => constantsOf(`${folder}/${file}`).map(({ name }) => `${folder}/${file}: ${name}`)),
    );
    // Facts of a mesh's topology and of a pattern's bits, not choices.
    expect(elsewhere).toEqual([
      'landmarks/drawable.ts: noseBridge',
      'landmarks/face-landmarker.ts: landmarkCount',
      'liveness/skin-light.ts: flatPattern',
    ]);
  });

  it('gives each number a name of its own', () => {
    const names = folders.flatMap((folder) => constantsOf(`${folder}/tuning.ts`).map(({ name }) => name));
    expect(names.length).toBeGreaterThan(50);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });
});
