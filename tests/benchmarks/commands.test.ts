import { execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const main = join(root, 'benchmarks/dist/main.js');
const samples = join(root, 'samples');

/** They start the product several times, maybe on a busy machine. */
const slow = { timeout: 900_000 };

let folder: string;
let labels: string;

beforeAll(async () => {
  for (const [path, command] of [
    [join(samples, 'selfie.jpg'), 'pnpm samples'],
    [join(root, 'packages/models/dist/manifest.json'), 'pnpm models build'],
  ] as const) {
    if (!existsSync(path)) throw new Error(`${path} is not there: run ${command} first`);
  }
  expect(await run('node', [join(root, 'scripts/build.mjs'), '--quiet'])).toMatchObject({ code: 0 });
  folder = await mkdtemp(join(tmpdir(), 'livephoto-bench-'));
  labels = join(folder, 'labels.csv');
  await writeFile(join(folder, 'damaged.jpg'), await readFile(join(samples, 'truncated.jpg')));
  const row = (path: string, category: string, label: string, extra: object = {}) =>
    `${path},samples,free,${category},${label},"${JSON.stringify(extra).replaceAll('"', '""')}"`;
  await writeFile(
    labels,
    [
      'path,source_repo,license_or_terms,category,label,extra',
      row(join('photos', 'selfie.jpg'), 'faces', 'single', { faces: 1 }),
      row(join('photos', 'no-face.jpg'), 'faces', 'zero', { faces: 0 }),
      row(join('photos', 'sample1.jpg'), 'faces', 'multi', { faces: '2+' }),
      row('damaged.jpg', 'faces', 'single', { faces: 1 }),
      row(join('photos', 'selfie.jpg'), 'orientation', 'pose', { yaw: 0, pitch: 0 }),
      row(join('photos', 'masked.jpg'), 'obstruction', 'obstructed', { occlusion: 'mask', synthetic: true }),
      // Labelled wrong, so that there is a mistake to show.
      row(join('photos', 'mirrored.jpg'), 'obstruction', 'obstructed', {
        occlusion: 'hand',
        synthetic: true,
      }),
      row(join('photos', 'selfie.jpg'), 'liveness', 'real'),
      row(join('photos', 'selfie.jpg'), 'smoke', 'real'),
    ].join('\n'),
  );
  await symlink(samples, join(folder, 'photos'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function run(command: string, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(command, args, { cwd: root }, (_, out, err) =>
      resolve({ code: child.exitCode, out, err }),
    );
  });
}
/** Photos that the cache of the test knows. */
function cacheLines(): number {
  const cache = join(folder, 'cache');
  if (!existsSync(cache)) return 0;
  return readdirSync(cache).reduce(
    (sum, name) => sum + readFileSync(join(cache, name), 'utf8').split('\n').filter(Boolean).length,
    0,
  );
}

/** Runs the bench until it has observed so many photos, then stops it as ^C does. */
function stopAfter(photos: number, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn('node', [main, ...args], { cwd: root });
    let err = '';
    child.stderr.on('data', (text) => {
      err += text;
    });
    const watch = setInterval(() => {
      if (cacheLines() < photos) return;
      clearInterval(watch);
      child.kill('SIGINT');
    }, 10);
    child.on('close', (code) => {
      clearInterval(watch);
      resolve({ code, out: '', err });
    });
  });
}

const bench = (...args: string[]) => run('node', [main, ...args]);

describe('bench accuracy', () => {
  it('inspects samples with the product and writes every form of report', slow, async () => {
    const files = {
      json: join(folder, 'new/out.json'),
      html: join(folder, 'new/out.html'),
      markdown: join(folder, 'new/out.md'),
    };
    const { code, out, err } = await bench(
      ...['accuracy', '--labels', labels, '--no-cache', '--workers', '2'],
      ...['--json', files.json, '--html', files.html, '--markdown', files.markdown],
    );
    expect(err).toContain('8/8');
    expect(code).toBe(0);
    expect(out).toMatch(/faces: one-face photos, firm labels +≥ 99.5 % +50.0 % \(9.5–90.5\), 1\/2 +missed/);
    expect(out).toContain('not scored: smoke 1');

    const report = JSON.parse(await readFile(files.json, 'utf8'));
    const rows = report.rows.filter(({ category }: { category: string }) => category === 'faces');
    expect(rows.map(({ mistake }: { mistake: string | null }) => mistake)).toEqual([
      null,
      null,
      null,
      'single taken as error',
    ]);
    expect(rows[3].error.type).toBe('image_unreadable');
    expect(report.figures.faces.firm.all.right).toMatchObject({ hits: 3, total: 4 });
    const orientation = report.rows.find(({ category }: { category: string }) => category === 'orientation');
    expect(Math.abs(orientation.inspections.orientation.evidence.yaw)).toBeLessThan(15);
    const liveness = report.rows.find(({ category }: { category: string }) => category === 'liveness');
    expect(liveness.inspections.liveness.outcome).not.toBe('skipped');
    expect(rows[0].inspections.liveness.outcome).toBe('skipped');
    expect(Object.keys(report.models)).toContain('face-detector');
    expect(await readFile(files.html, 'utf8')).toContain('data:image/jpeg;base64,');
    expect(await readFile(files.markdown, 'utf8')).toContain('| **all** | **4** |');
  });

  it('goes on where it was stopped', slow, async () => {
    const many = join(folder, 'many.csv');
    const names = [
      ...Array.from({ length: 4 }, (_, index) => `exif-${index + 1}`),
      ...Array.from({ length: 6 }, (_, index) => `sample${index + 1}`),
    ];
    await writeFile(
      many,
      [
        'path,source_repo,license_or_terms,category,label,extra',
        ...names.map((name) => `photos/${name}.jpg,samples,free,faces,single,`),
      ].join('\n'),
    );
    const args = ['accuracy', '--labels', many, '--workers', '1', '--cache-folder', join(folder, 'cache')];
    const stopped = await stopAfter(2, args);
    expect(stopped.code).toBe(130);
    expect(stopped.err).toContain('the same command goes on here');
    const known = cacheLines();
    expect(known).toBeLessThan(10);
    const again = await bench(...args);
    expect(again.code).toBe(0);
    expect(again.err).toContain(`10/10 · ${known} known`);
  });

  it.each([
    ['no labels', ['accuracy'], "required option '--labels <file>' not specified"],
    [
      'a labels file that is not there',
      ['accuracy', '--labels', 'nowhere.csv'],
      'There is no labels file at',
    ],
    [
      'a category that is not known',
      ['accuracy', '--labels', 'x', '--only', 'faces,ears'],
      'There is no category ears',
    ],
    [
      'a limit that is no count',
      ['accuracy', '--labels', 'x', '--limit', '0'],
      'It must be a whole number from 1',
    ],
    ['an unknown command', ['spede'], "unknown command 'spede'"],
    ['an unknown cost', ['cost', 'spede'], 'Did you mean speed?'],
    ['the old name of left-out', ['read-out'], "required option '--labels <file>' not specified"],
  ])('ends with a way out when given %s', async (_, args, message) => {
    const { code, err } = await bench(...args);
    expect(code).toBe(1);
    expect(err).toContain(message);
    expect(err).not.toContain('    at ');
  });

  it.each([[['cost', 'size']], [['size']]])('answers to %j', async (args) => {
    const { code, out } = await bench(...args, '--help');
    expect(code).toBe(0);
    expect(out).toContain('Weigh every model');
  });

  it('names policies and sources that there are', async () => {
    const policy = await bench('accuracy', '--labels', labels, '--policy', 'harsh');
    expect(policy).toMatchObject({ code: 1, err: expect.stringContaining('default, strict, lenient, icao') });
    const source = await bench('accuracy', '--labels', labels, '--source', 'nobody');
    expect(source).toMatchObject({ code: 1, err: expect.stringContaining('there are photos, samples') });
  });
});

describe('bench invariance', () => {
  it('turns and mirrors the samples', slow, async () => {
    const json = join(folder, 'turns.json');
    const { code, out } = await bench('invariance', '--labels', labels, '--angles=-20,90', '--json', json);
    expect(code).toBe(0);
    expect(out).toContain('mirrored');
    const { figures } = JSON.parse(await readFile(json, 'utf8'));
    expect(
      figures.map(({ turn, photos }: { turn: number | null; photos: number }) => [turn, photos]),
    ).toEqual([
      [-20, 2],
      [90, 2],
      [null, 2],
    ]);
    expect(figures[0].lost.hits).toBe(0);
    expect(figures[0].roll.max).toBeLessThan(3);
  });
});

describe('bench perturbations', () => {
  it('perturbs the one genuine sample, and says what becomes of it', slow, async () => {
    const json = join(folder, 'perturbed.json');
    const { code, out } = await bench('perturbations', '--labels', labels, '--workers', '2', '--json', json);
    expect(code).toBe(0);
    expect(out).toContain('1 photos, 0 of them without a face');
    const { figures } = JSON.parse(await readFile(json, 'utf8'));
    const refused = (name: string) =>
      figures.find((one: { name: string }) => one.name === name).refused.hits as number;
    expect(refused('unchanged')).toBe(0);
    expect(refused('black bars at the sides')).toBe(0);
    expect(refused('without colour')).toBe(1);
    expect(refused('brightness × 0.15')).toBe(1);
  });
});

describe('bench left-out', () => {
  it('says what it needs before it fits anything', slow, async () => {
    const { code, err } = await bench('left-out', '--labels', labels);
    expect(code).toBe(1);
    expect(err).toContain('of at least two families');
  });
});
