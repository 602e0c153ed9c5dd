/** The commands of speed as a user calls them: quick, and for real. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const main = join(root, 'benchmarks/dist/main.js');

/** They start the product many times, maybe on a busy machine. */
const slow = { timeout: 1_800_000 };

let folder: string;
beforeAll(async () => {
  expect(await run(process.execPath, [join(root, 'scripts/build.mjs'), '--quiet'])).toMatchObject({
    code: 0,
  });
  folder = await mkdtemp(join(tmpdir(), 'livephoto-performance-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Temporary folders of the commands lie in the test's own, so that what they leave behind can be told. */
function run(command: string, args: readonly string[]) {
  return new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    const options = { cwd: root, maxBuffer: 64e6, env: { ...process.env, TMPDIR: folder ?? tmpdir() } };
    const child = execFile(command, args, options, (_, out, err) =>
      resolve({ code: child.exitCode, out, err }),
    );
  });
}

/** Runs a command that writes both kinds of report, and reads them. */
async function report(...args: string[]) {
  const [json, html] = [join(folder, `${args[0]}/out.json`), join(folder, `${args[0]}/out.html`)];
  const ended = await run(process.execPath, [main, ...args, '--json', json, '--html', html]);
  const page = existsSync(html) ? await readFile(html, 'utf8') : '';
  return {
    ...ended,
    page,
    document: parseHTML(page).document,
    json: existsSync(json) ? JSON.parse(await readFile(json, 'utf8')) : undefined,
  };
}

function expectSelfContained(page: string) {
  expect(page).not.toMatch(/<script|<link|<iframe|@import|src=/i);
}

describe('bench cost speed', () => {
  it('times every stage on each backend, and writes every form of report', slow, async () => {
    const args = ['--quick', '--backends', 'wasm,native', '--photos', '2mp', '--endurance', '30'];
    const { code, out, err, json, page, document } = await report('speed', ...args);
    expect(err).toContain('2/3');
    expect(err).toContain('endurance 30/30');
    expect(code).toBe(0);
    for (const text of ['sniff', 'liveness', 'end to end', 'process to first report', 'onnxruntime-node']) {
      expect(out).toContain(text);
    }
    expect(json.machine.cores).toBeGreaterThan(0);
    expect(json.versions['onnxruntime-web']).toMatch(/^\d/);
    expect(json.speed.runs.map(({ backend }: { backend: string }) => backend)).toEqual(['wasm', 'native']);
    expect(json.speed.runs[0].samples['2 MP JPEG']).toHaveLength(2);
    expect(json.speed.endurance.at(-1).inspections).toBe(30);
    expect(json.goals).toHaveLength(7);
    expectSelfContained(page);
    expect(document.querySelectorAll('section')).toHaveLength(6);
    expect(document.querySelectorAll('figure svg').length).toBeGreaterThanOrEqual(5);
  });

  it('times a photo of one’s own, and says which one it cannot', slow, async () => {
    const own = join(root, 'samples/no-face.jpg');
    const args = ['--quick', '--backends', 'wasm', '--photos', '2mp', '--photo', own];
    expect((await report('speed', ...args)).json.speed.photos[1].name).toBe('no-face.jpg');
    const nowhere = await run(process.execPath, [main, 'speed', '--photo', 'nowhere.jpg']);
    expect(nowhere).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no photo at nowhere.jpg'),
    });
    const backend = await run(process.execPath, [main, 'speed', '--backends', 'magic']);
    expect(backend).toMatchObject({
      code: 1,
      err: expect.stringContaining('there are wasm, onnxruntime, native'),
    });
  });
});

describe('bench cost compare', () => {
  it('sets this tree against another revision, and leaves nothing behind', slow, async () => {
    const { code, out, err, json, page } = await report('compare', 'HEAD', '--quick', '--photos', '2mp');
    expect(err).toContain('HEAD: build');
    expect(code).toBe(0);
    expect(out).toMatch(/2 MP JPEG +[\d.]+ \([\d.–]+\)/);
    expect(json.compare.theirs.commit).toMatch(/^[0-9a-f]{12}$/);
    expect([json.compare.ours.runs.length, json.compare.theirs.runs.length]).toEqual([1, 1]);
    expectSelfContained(page);
    const worktrees = await run('git', ['worktree', 'list']);
    expect(worktrees.out).not.toContain(folder);
    expect((await readdir(folder)).filter((name) => name.startsWith('livephoto-'))).toEqual([]);
  });

  it('says that there is no such revision', slow, async () => {
    const { code, err } = await run(process.execPath, [main, 'compare', 'no-such-branch']);
    expect(code).toBe(1);
    expect(err).toContain("There is no revision 'no-such-branch' here");
  });
});

describe('bench cost peers', () => {
  it('times other packages, with what each looks at', slow, async () => {
    const args = ['--quick', '--only', 'livephoto,human,face-api', '--photos', '2mp'];
    const { code, json, document } = await report('peers', ...args);
    expect(code).toBe(0);
    expect(json.peers.absent).toEqual([]);
    expect(json.peers.runs.slice(1).map(({ faces }: { faces: object }) => faces)).toEqual([
      { '2 MP JPEG': 1 },
      { '2 MP JPEG': 1 },
    ]);
    expect(json.goals[0].measured).toMatch(/^\d\.\d\d ×$/);
    expect(document.querySelector('#peers')?.textContent).toContain('two scores of single nets');
    // Every network computes the same on both backends and, converted, on another runtime.
    const [round] = json.nets.rounds as Record<string, { times: object; difference: number }>[];
    expect(Object.keys(round!)).toHaveLength(6);
    for (const [name, { times, difference }] of Object.entries(round!)) {
      expect(difference, name).toBeLessThan(1e-4);
      for (const runs of Object.values(times)) expect(runs).toHaveLength(2);
    }
    expect(document.querySelectorAll('#nets figure svg')).toHaveLength(3);
  });
});

describe('bench cost scale', () => {
  it('takes every measure once', slow, async () => {
    const { code, json, document } = await report('scale', '--quick');
    expect(code).toBe(0);
    expect(json.scale.pools.map(({ workers }: { workers: number }) => workers)).toEqual([1, 2, 4]);
    for (const { latencies, concurrency } of json.scale.uploads) {
      expect(latencies.length).toBeGreaterThanOrEqual(concurrency);
    }
    expect(
      json.scale.pages.map(({ stored, place }: { stored: number; place: string }) => [stored, place]),
    ).toContainEqual([200, 'last']);
    expect(document.querySelectorAll('figure svg')).toHaveLength(4);
  });
});

describe('bench cost size', () => {
  it('writes what everything weighs, against its budget', slow, async () => {
    const { out, json } = await report('size');
    expect(out).toContain('models, all');
    expect(json.size.find(({ name }: { name: string }) => name === 'models, all').budget.raw).toBe(6e6);
  });
});
