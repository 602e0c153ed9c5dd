/** The built command over the sample photos: real processes, models and files. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { InspectionReport } from '@livephoto/core';
import { loadImage } from '@napi-rs/canvas';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli, sample } from './harness/run-cli.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const selfie = sample('selfie.jpg');
const group = sample('sample1.jpg');
const truncated = sample('truncated.jpg');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'livephoto-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Line = InspectionReport & { readonly file: string; readonly error?: { type: string; message: string } };

async function inspect(...args: string[]) {
  const run = await runCli(['inspect', ...args, '--json']);
  return { ...run, reports: run.lines() as unknown as Line[] };
}

describe('exit codes', () => {
  test('0 when all are accepted', async () => {
    const run = await inspect(selfie);
    expect(run.stderr).toBe('');
    expect(run.code).toBe(0);
    expect(run.reports).toMatchObject([{ file: selfie, accepted: true }]);
  });

  test('1 when some are refused', async () => {
    const run = await inspect(selfie, group);
    expect(run.code).toBe(1);
    expect(run.reports.map(({ accepted }) => accepted)).toEqual([true, false]);
    expect(run.reports[1]?.inspections.faces.findings[0]?.code).toBe('multiple_faces_detected');
  });

  test('2 when some are unreadable, and the rest is still inspected in order', async () => {
    const run = await inspect('no/such.jpg', truncated, group, selfie);
    expect(run.code).toBe(2);
    expect(run.reports.map(({ file }) => file)).toEqual(['no/such.jpg', truncated, group, selfie]);
    expect(run.reports.map(({ error }) => error?.type)).toEqual([
      'resource_not_found',
      'image_unreadable',
      undefined,
      undefined,
    ]);
    expect(run.reports[3]?.accepted).toBe(true);
  });

  test.each([
    ['no command', [], 'Usage'],
    ['an unknown command', ['inspekt', 'a.jpg'], "unknown command 'inspekt'"],
    ['no file', ['inspect'], "missing required argument 'file'"],
    ['an unknown option', ['inspect', selfie, '--jason'], "unknown option '--jason'"],
    ['an unknown backend', ['inspect', selfie, '--backend', 'gpu'], 'wasm, onnxruntime, native'],
    ['an unknown policy', ['inspect', selfie, '--policy', 'strickt'], 'default, strict, lenient, icao'],
    ['a policy file that is none', ['inspect', selfie, '--policy', 'package.json'], 'package.json'],
    ['maps without anything that holds them', ['inspect', selfie, '--maps'], "'--json' or '--resume'"],
    ['a sub-command that lacks something', ['keys', 'revoke'], 'livephoto keys revoke --help'],
    [
      'a folder for pictures that is a file',
      ['inspect', selfie, '--annotate', 'package.json/x'],
      '--annotate',
    ],
  ])('2 for %s, with a way out and nothing on stdout', async (_, args, message) => {
    const run = await runCli(args);
    expect(run.code).toBe(2);
    expect(run.stdout).toBe('');
    expect(run.stderr).toContain(message);
    expect(run.stderr).not.toMatch(/^\s+at /m);
  });

  test.each([[['--help']], [['inspect', '--help']], [['--version']]])('0 for %j', async (args) => {
    const run = await runCli(args);
    expect(run.code).toBe(0);
    expect(run.stderr).toBe('');
    expect(run.stdout).toMatch(/livephoto|^\d+\.\d+\.\d+$/m);
  });

  test('the help of every command says what its codes are, and shows an example', async () => {
    const { stdout } = await runCli(['--help']);
    const list = stdout.slice(stdout.indexOf('Commands:'), stdout.indexOf('Examples:'));
    const names = [...list.matchAll(/^ {2}([a-z]+)/gm)]
      .map(([, name]) => name!)
      .filter((name) => name !== 'help');
    expect(names).toContain('inspect');
    for (const args of [[], ...names.map((name) => [name])]) {
      const help = await runCli([...args, '--help']);
      expect(help.stdout, args.join(' ')).toMatch(/^Exit code: 0 /m);
      expect(help.stdout, args.join(' ')).toMatch(/^Examples?:\n {2}\S/m);
    }
  });
});

describe('--json', () => {
  test('prints a report a line, `file` in front, and nothing else', async () => {
    const run = await inspect(selfie, group);
    expect(run.stderr).toBe('');
    const lines = run.stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toMatch(/^\{"file":"samples\//);
    expect(Object.keys(run.reports[0] ?? {})).toEqual([
      'file',
      'accepted',
      'image',
      'faces',
      'inspections',
      'policy',
      'models',
      'timings',
    ]);
  });

  test('two processes give the same bytes, timings aside', async () => {
    const strip = (text: string) => text.replace(/"timings":\{[^}]*\}/g, '');
    const [first, second] = await Promise.all([inspect(selfie, group), inspect(selfie, group)]);
    expect(strip(first.stdout)).toBe(strip(second.stdout));
    expect(first.stdout).toContain('"timings":{');
  });

  test('every kind of file that is no photo is an error line, not a crash', async () => {
    const files: Record<string, Buffer> = {
      'empty.jpg': Buffer.alloc(0),
      'text.jpg': Buffer.from('hello'),
      'photo.heic': Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'),
      'header.jpg': Buffer.from([0xff, 0xd8, 0xff, 0xe0]),
    };
    const mixed = join(folder, 'mixed');
    mkdirSync(mixed);
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(mixed, name), bytes);
    const run = await inspect(...Object.keys(files).map((name) => join(mixed, name)));
    expect(run.code).toBe(2);
    expect(run.reports).toHaveLength(4);
    for (const { error } of run.reports) {
      expect(['invalid_request', 'image_unreadable']).toContain(error?.type);
      expect(error?.message).toMatch(/\w/);
    }
    expect(run.reports[2]?.error?.message).toContain('HEIC');
  });
});

describe('inputs', () => {
  test('standard input', async () => {
    const bytes = readFileSync(join(root, selfie));
    const run = await runCli(['inspect', '-', '--json'], { stdin: bytes });
    expect(run.code).toBe(0);
    const [fromFile] = (await inspect(selfie)).reports;
    const { file, timings: _, ...report } = run.lines()[0] as unknown as Line;
    const { file: __, timings: ___, ...expected } = fromFile!;
    expect(file).toBe('-');
    expect(report).toEqual(expected);
  });

  test('a named pipe', async () => {
    const pipe = join(folder, 'pipe.jpg');
    execFileSync('mkfifo', [pipe]);
    const run = inspect(pipe);
    await writeFile(pipe, readFileSync(join(root, selfie)));
    expect((await run).reports).toMatchObject([{ file: pipe, accepted: true }]);
  });

  test('a folder, walked and sorted', async () => {
    const album = join(folder, 'album');
    mkdirSync(join(album, 'b'), { recursive: true });
    copyFileSync(join(root, selfie), join(album, 'b/me.jpeg'));
    copyFileSync(join(root, group), join(album, 'a.JPG'));
    writeFileSync(join(album, 'notes.txt'), 'no photo');
    const run = await inspect(album);
    expect(run.code).toBe(1);
    expect(run.reports.map(({ file }) => file)).toEqual([join(album, 'a.JPG'), join(album, 'b/me.jpeg')]);
  });

  test('an empty folder', async () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    const run = await inspect(empty, selfie);
    expect(run.code).toBe(2);
    expect(run.reports.map(({ error }) => error?.type)).toEqual(['resource_not_found', undefined]);
  });
});

describe('options', () => {
  test('--no-liveness skips that inspection alone', async () => {
    const [report] = (await inspect(selfie, '--no-liveness')).reports;
    expect(report?.inspections.liveness.outcome).toBe('skipped');
    expect(report?.inspections.faces.outcome).toBe('passed');
  });

  test('--policy decides: a file may forbid what the default allows', async () => {
    const path = join(folder, 'passport.json');
    writeFileSync(path, JSON.stringify({ orientation: { minInterEyeDistance: 5000 } }));
    const run = await inspect(selfie, '--policy', path);
    expect(run.code).toBe(1);
    expect(run.reports[0]?.policy).toBe('passport');
    expect(run.reports[0]?.inspections.orientation.findings.map(({ code }) => code)).toContain(
      'face_too_small',
    );
  });

  test.each(['native', 'onnxruntime'])('--backend %s comes to the same verdict', async (backend) => {
    const run = await inspect(selfie, group, '--backend', backend);
    expect(run.reports.map(({ accepted }) => accepted)).toEqual([true, false]);
  });

  test('--annotate writes one picture a photo and says where', async () => {
    const album = join(folder, 'twins');
    mkdirSync(join(album, 'b'), { recursive: true });
    copyFileSync(join(root, selfie), join(album, 'me.jpg'));
    copyFileSync(join(root, sample('no-face.jpg')), join(album, 'b/me.jpg'));
    const pictures = join(folder, 'pictures');
    const run = await runCli(['inspect', album, truncated, '--annotate', pictures]);
    expect(run.code).toBe(2);
    expect(readdirSync(pictures).sort()).toEqual(['me-2.annotated.png', 'me.annotated.png']);
    for (const name of readdirSync(pictures)) {
      expect(run.stdout).toContain(join(pictures, name));
      const picture = await loadImage(join(pictures, name));
      expect(picture.width).toBeGreaterThan(900);
    }
  });
});

test('--annotate FILE of a single photo writes that file, over no photo', async () => {
  const file = join(folder, 'seen.jpg');
  const first = await runCli(['inspect', selfie, '--annotate', file]);
  expect(first.stdout).toContain(`picture: ${file}`);
  expect((await loadImage(file)).width).toBeGreaterThan(900);
  const written = readFileSync(file);
  const again = await runCli(['inspect', selfie, '--annotate', file]);
  expect(again).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('is there already') });
  expect(readFileSync(file).equals(written)).toBe(true);
});

describe('for a person', () => {
  test('a table with the reasons in words, without colours or progress in a pipe', async () => {
    const run = await runCli(['inspect', selfie, group, truncated], { env: { CI: 'true' } });
    expect(run.stderr).toBe('');
    expect(run.stdout).not.toContain('\u001b');
    expect(run.stdout).toMatch(/✔ samples\/selfie\.jpg +accepted/);
    expect(run.stdout).toMatch(/✘ samples\/sample1\.jpg +refused/);
    expect(run.stdout).toMatch(/! samples\/truncated\.jpg +unreadable/);
    expect(run.stdout).toContain('multiple_faces_detected');
    expect(run.stdout).toContain('3 photos: 1 accepted, 1 refused, 1 unreadable');
  });

  test('colours when they are asked for', async () => {
    const run = await runCli(['inspect', selfie], { env: { FORCE_COLOR: '1' } });
    expect(run.stdout).toContain('\u001b[32maccepted');
  });
});

describe('an early end', () => {
  test('a closed pipe ends the run without a word', () => {
    const command = `"${process.execPath}" packages/cli/dist/main.js inspect samples --json | head -n 1`;
    const run = spawnSync('bash', ['-c', `${command}; echo "codes \${PIPESTATUS[*]}" >&2`], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(run.stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(run.stderr).toBe('codes 141 0\n');
  });

  test('a full disk ends it with a reason, even after the last photo', () => {
    const command = `"${process.execPath}" packages/cli/dist/main.js inspect ${selfie} --json > /dev/full`;
    const run = spawnSync('bash', ['-c', command], { cwd: root, encoding: 'utf8' });
    expect(run.status).toBe(2);
    expect(run.stderr).toBe('livephoto: The output cannot be written (ENOSPC).\n');
  });

  test('Ctrl-C ends it after the photo in hand', async () => {
    const photos = Array.from({ length: 200 }, () => selfie);
    const run = await runCli(['inspect', ...photos, '--json'], {
      watch: (child, stdout) => {
        if (stdout.includes('\n')) child.kill('SIGINT');
      },
    });
    expect(run.code).toBe(130);
    expect(run.stderr).toContain('Stopped by Ctrl-C');
    expect(run.stderr).not.toMatch(/^\s+at /m);
    expect(run.lines().length).toBeLessThan(200);
  });
});
