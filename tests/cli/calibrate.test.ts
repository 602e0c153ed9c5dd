/** The built command over sample photos: what it measures, writes and refuses. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli, sample } from './harness/run-cli.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'livephoto-calibrate-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function labels(name: string, rows: readonly string[]): string {
  const file = join(folder, name);
  writeFileSync(file, `${['path,label,group', ...rows].join('\n')}\n`);
  return file;
}

describe('livephoto calibrate', () => {
  test('writes a policy that inspect takes, and says what it costs', async () => {
    const at = (name: string) => resolve(root, sample(name));
    // Labels that the photos do not bear out are labels all the same: what counts is the way of the numbers.
    const rows = Array.from({ length: 40 }, (_, i) => [
      `${at('selfie.jpg')},real,a${i % 4}`,
      `${at('mirrored.jpg')},spoof,b${i % 4}`,
    ]).flat();
    rows.push(`${at('no-face.jpg')},real,c`);
    const out = join(folder, 'policy.json');
    const run = await runCli(['calibrate', '--labels', labels('labels.csv', rows), '--out', out]);
    expect(run.stderr).toContain('no-face.jpg: no face');
    expect(run.code).toBe(0);
    expect(run.stdout).toContain('40 genuine photos and 40 attacks measured, 1 left out.');
    expect(run.stdout).toMatch(/they refuse.*\n +\d+ as no person \(minPerson\)\n +\d+ for light/);
    expect(run.stdout).toMatch(/BPCER\) +[\d.]+ % +[\d.]+ %/);
    const written = JSON.parse(readFileSync(out, 'utf8')) as { liveness: { minScore: number } };
    expect(written.liveness.minScore).toBeGreaterThan(0);
    const inspected = await runCli(['inspect', sample('selfie.jpg'), '--policy', out, '--json']);
    expect(inspected.stderr).toBe('');
    expect(inspected.lines()[0]).toMatchObject({ policy: 'policy' });
  });

  test('takes genuine photos alone, and then moves the threshold alone', async () => {
    const at = resolve(root, sample('selfie.jpg'));
    const rows = Array.from({ length: 40 }, (_, i) => `${at},real,a${i % 4}`);
    const out = join(folder, 'genuine.json');
    const run = await runCli(['calibrate', '--labels', labels('genuine.csv', rows), '--out', out]);
    expect(run.code).toBe(0);
    expect(run.stdout).toContain('40 genuine photos and 0 attacks measured.');
    expect(run.stdout).toMatch(/APCER\) +– +–/);
    expect(run.stdout).toMatch(
      /No attack among them: the weights stay, and the least score is 0\.\d+ in place of 0\.38/,
    );
    const { liveness } = JSON.parse(readFileSync(out, 'utf8')) as { liveness: { minScore: number } };
    const inspected = await runCli(['inspect', sample('selfie.jpg'), '--policy', out, '--json']);
    const report = inspected.lines()[0] as { inspections: { liveness: { outcome: string } } };
    expect(liveness.minScore).toBeGreaterThan(0.38);
    expect(report.inspections.liveness.outcome).toBe('passed');
  });

  test('refuses too few photos and writes nothing', async () => {
    const file = labels('few.csv', [`${resolve(root, sample('selfie.jpg'))},real,a`]);
    const out = join(folder, 'few.json');
    const run = await runCli(['calibrate', '--labels', file, '--out', out]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('at least 40 genuine photos');
    expect(() => readFileSync(out)).toThrow('ENOENT');
  });

  test.each([
    ['--max-bpcer', '120', 'must be a number from 0 to 99'],
    ['--out', 'policy.txt', 'must end in .json'],
    ['--labels', 'no/such.csv', 'No such file'],
  ])('refuses %s %s before any work', async (option, value, message) => {
    const given: Record<string, string> = {
      '--labels': 'x.csv',
      '--out': join(folder, 'x.json'),
      [option]: value,
    };
    const run = await runCli(['calibrate', ...Object.entries(given).flat()]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(message);
  });
});
