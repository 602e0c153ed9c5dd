/** The whole build, from the pinned packages (cached after the first run) to the files and their hashes. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CanonicalFace } from '@livephoto/models';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Built, buildModels, compareHashes, hashesOf, writeModels } from '../../models/src/build.ts';
import { silentProgress } from '../../models/src/progress.ts';

const root = new URL('../../models/', import.meta.url);
let built: Built;
let expected: Record<string, string>;

beforeAll(async () => {
  built = await buildModels({ root, progress: silentProgress });
  expected = JSON.parse(await readFile(new URL('../packages/models/src/model-hashes.json', root), 'utf8'));
});

describe('buildModels', () => {
  it('gives the committed hashes, twice', async () => {
    compareHashes(built, expected);
    const again = await buildModels({ root, progress: silentProgress });
    expect(hashesOf(again)).toEqual(hashesOf(built));
    expect(again.manifest).toEqual(built.manifest);
  });

  it('refuses to pass a build off as the expected one', () => {
    const { 'spoof-net.onnx': _, ...rest } = expected;
    expect(() => compareHashes(built, { ...rest, 'face-detector.onnx': 'f00d' })).toThrow(
      /face-detector\.onnx is [0-9a-f]{64}, expected f00d; spoof-net\.onnx is [0-9a-f]{64}, expected nothing.*--accept/,
    );
  });

  it('describes every file in the manifest', () => {
    for (const { file, sha256, size, source, license } of [
      ...built.manifest.models,
      ...built.manifest.assets,
    ]) {
      const bytes = built.files.get(file)!;
      expect(bytes.length).toBe(size);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
      expect(source).toMatch(/^(npm:.+@\d[^/]*\/.+|models\/weights\/[\w-]+\.(onnx|json)$)/);
      expect(['MIT', 'Apache-2.0']).toContain(license);
    }
    expect(
      built.manifest.models.map(({ name, inputs, outputs }) => [
        name,
        ...[...inputs, ...outputs].map((tensor) => `${tensor.name} ${tensor.shape.join('×')}`),
      ]),
    ).toEqual([
      ['face-detector', 'input 1×3×-1×-1', 'logits 1×-1×2', 'offsets 1×-1×4'],
      ['full-range-face-detector', 'input 1×3×-1×-1', 'logits 1×1×-1×-1', 'offsets 1×16×-1×-1'],
      ['face-landmarker', 'input 1×3×192×192', 'landmarks 1×468×3', 'presence 1×1'],
      ['spoof-net', 'input 1×3×128×128', 'logits 1×3', 'features 1×512×1×1'],
      ['obstruction-net', 'input 1×3×128×128', 'cover 1×1×32×32', 'odd 1×1×16×16'],
      [
        'person-net',
        'input 1×3×112×112',
        'features 1×96×1×1',
        'fine 1×24×1×1',
        'middle 1×32×1×1',
        'coarse 1×64×1×1',
      ],
    ]);
  });

  it('reads the canonical face as a closed, centred, mirrored mesh', () => {
    const face = JSON.parse(
      new TextDecoder().decode(built.files.get('canonical-face.json')),
    ) as CanonicalFace;
    expect(face.vertices).toHaveLength(468 * 3);
    expect(face.triangles).toHaveLength(898 * 3);
    expect(new Set(face.triangles).size).toBe(468);
    expect(face.poseBasis).toHaveLength(33);
    // Outer eye corners lie mirrored, 8.9 cm apart; the nose tip is in front of both.
    const at = (vertex: number) => face.vertices.slice(3 * vertex, 3 * vertex + 3);
    const [right, left, nose] = [at(33), at(263), at(1)];
    expect(left![0]).toBeCloseTo(-right![0]!, 3);
    expect(left![0]! - right![0]!).toBeCloseTo(8.9, 0);
    expect(nose![2]).toBeGreaterThan(right![2]! + 3);
  });
});

describe('writeModels', () => {
  it('writes every file whole and leaves nothing else behind', async () => {
    const folder = pathToFileURL(`${await mkdtemp(join(tmpdir(), 'livephoto-build-'))}/`);
    await writeModels(built, folder);
    expect((await readdir(folder)).sort()).toEqual([...built.files.keys(), 'manifest.json'].sort());
    expect(JSON.parse(await readFile(new URL('manifest.json', folder), 'utf8'))).toEqual(built.manifest);
    await rm(folder, { recursive: true });
  });
});
