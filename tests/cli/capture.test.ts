/** `livephoto capture` over frames in files: a head that turns, a print, and what is no capture. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawnHeadPolicy } from '../../benchmarks/src/accuracy/capture/scenes/drawn-head-policy.ts';
import { createFilmStudio, type Film } from '../server/harness/film.ts';
import { readSample } from '../server/harness/server.ts';
import { runCli, sample } from './harness/run-cli.ts';

const turns = ['left', 'up'] as const;
const selfie = sample('selfie.jpg');
let folder: string;
/** The file of the policy that takes the drawn head for a person. */
let policy: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'livephoto-cli-capture-'));
  policy = join(folder, 'policy.json');
  await writeFile(policy, JSON.stringify(drawnHeadPolicy));
  const studio = await createFilmStudio();
  const head = await studio.head({ turns });
  await lay('head', head);
  await lay('print', await studio.print({ turns }));
  await lay('frozen', await studio.frozen({ turns }));
  await lay('short', { ...head, frames: head.frames.slice(0, 4) });
  await lay('broken', {
    ...head,
    frames: head.frames.with(3, { ...head.frames[3]!, image: head.frames[3]!.image.subarray(0, 900) }),
  });
  const nobody = await readSample('no-face.jpg');
  await lay('nobody', { ...head, frames: head.frames.map((shot) => ({ ...shot, image: nobody })) });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Names that sort as they were filmed. */
async function lay(name: string, { frames }: Film): Promise<void> {
  await mkdir(join(folder, name));
  await Promise.all(
    frames.map(({ image }, i) => writeFile(join(folder, name, `${String(i).padStart(2, '0')}.jpg`), image)),
  );
}

const capture = (name: string, ...args: string[]) =>
  runCli([
    'capture',
    join(folder, name),
    '--turns',
    turns.join(),
    '--still',
    selfie,
    '--policy',
    policy,
    ...args,
  ]);
type Line = {
  readonly accepted: boolean;
  readonly inspections: {
    readonly liveness: {
      readonly findings: readonly { readonly code: string }[];
      readonly evidence: { readonly motion?: { readonly seen: readonly string[] } };
    };
  };
};
const livenessOf = (run: Awaited<ReturnType<typeof runCli>>) =>
  (run.lines()[0] as unknown as Line).inspections.liveness;

describe('livephoto capture', () => {
  it('accepts a head that turns as asked, and draws what it saw', async () => {
    const json = await capture('head', '--json');
    expect(json).toMatchObject({ code: 0, stderr: '' });
    expect(livenessOf(json).evidence.motion).toMatchObject({ asked: turns, seen: turns });
    const table = await capture('head');
    expect(table.code).toBe(0);
    expect(table.stdout).toContain('accepted');
    expect(table.stdout).toMatch(/yaw/i);
  });

  it('takes the head for what it is by the default policy: one picture that is turned by its mesh', async () => {
    const run = await capture('head', '--policy', 'default', '--json');
    expect(run.code).toBe(1);
    expect(livenessOf(run).findings.map(({ code }) => code)).toEqual(['flat_face_suspected']);
  });

  it('refuses another order than the one asked for', async () => {
    const run = await runCli([
      'capture',
      join(folder, 'head'),
      ...['--turns', 'up,left', '--still', selfie, '--json'],
    ]);
    expect(run.code).toBe(1);
    expect(livenessOf(run).findings.map(({ code }) => code)).toContain('turn_not_followed');
  });

  it.each([
    ['print', 'turn_not_followed'],
    ['frozen', 'frames_repeated'],
    ['nobody', 'track_interrupted'],
  ])('refuses a %s', async (name, code) => {
    const run = await capture(name, '--json');
    expect(run.code).toBe(1);
    expect(livenessOf(run).findings.map((finding) => finding.code)).toContain(code);
  });

  it.each<[string, string[], RegExp]>([
    ['too few frames', ['short'], /6 to 40 frames, not 4/],
    ['a frame that is cut short', ['broken'], /Frame 4: /],
    ['frames too close in time', ['head', '--interval', '5'], /whole number from 10/],
    ['frames over more than a minute', ['head', '--interval', '9000'], /60/],
    ['a turn that there is not', ['head', '--turns', 'down'], /left, right, up/],
    ['turns that nobody could follow', ['head', '--turns', 'left,left'], /twice in a row/],
    ['a still that is not there', ['head', '--still', 'no/such.jpg'], /no\/such\.jpg/],
    ['no such folder', ['missing'], /missing/],
  ])('ends with 2 and a reason for %s', async (_, [name, ...args], reason) => {
    const run = await capture(name!, ...args);
    expect(run.code).toBe(2);
    expect(run.stdout).toBe('');
    expect(run.stderr).toMatch(reason);
    expect(run.stderr).not.toMatch(/\bat .*\.js:\d+/);
  });
});
