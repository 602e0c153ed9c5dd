/** The helpers of the set-up scripts: what is counted, what is refused, what is kept out of logs. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ensureChromium } from '../../scripts/setup/chromium.mjs';
import { ensureMoreBrowsers } from '../../scripts/setup/more-browsers.mjs';
import { assertNode } from '../../scripts/setup/node-version.mjs';
import { findPnpm } from '../../scripts/setup/pnpm.mjs';
import { redact } from '../../scripts/setup/redact.mjs';
import { createSteps } from '../../scripts/setup/steps.mjs';
import { addSummaries, summarize, summaryLine } from '../../scripts/setup/vitest-summary.mjs';

const suite = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((state) => ({ status: state })),
});

describe('the sum of a test run', () => {
  test('counts the tests of every suite', () => {
    const sum = summarize(
      { testResults: [suite('passed', 'passed', 'passed'), suite('failed', 'passed', 'failed')] },
      1,
    );
    expect(summaryLine(sum)).toBe('3 passed, 1 failed');
  });

  test('adds up what two runs say', () => {
    const one = summarize({ testResults: [suite('passed', 'passed', 'skipped')] }, 0);
    const other = summarize({ testResults: [suite('failed', 'passed', 'failed')] }, 1);
    expect(addSummaries(one, other)).toEqual({ passed: 2, failed: 1, skipped: 1 });
    // A run whose tests all passed and that ended badly, as under the floor of coverage, is no success.
    const under = summarize({ testResults: [suite('passed', 'passed')] }, 1);
    expect(summaryLine(addSummaries(under, one))).toBe('2 passed, 1 failed');
  });

  test('a suite that could not run is a failure', () => {
    const sum = summarize({ testResults: [suite('passed', 'passed'), suite('failed')] }, 1);
    expect(summaryLine(sum)).toBe('1 passed, 1 failed');
  });

  test('a suite whose hook threw after its tests passed is a failure', () => {
    expect(summarize({ testResults: [suite('failed', 'passed')] }, 1).failed).toBe(1);
  });

  test('a bad end without a failed test is a failure, and so is a run of nothing', () => {
    expect(summarize({ testResults: [suite('passed', 'passed')] }, 1).failed).toBe(1);
    expect(summarize({ testResults: [] }, 0).failed).toBe(1);
    expect(summarize({ testResults: [suite('skipped', 'skipped')] }, 0)).toEqual({
      passed: 0,
      failed: 1,
      skipped: 1,
    });
  });

  test('what was skipped or left to do is no pass', () => {
    expect(summarize({ testResults: [suite('passed', 'passed', 'pending', 'todo')] }, 0)).toEqual({
      passed: 1,
      failed: 0,
      skipped: 2,
    });
  });
});

test('an old Node is refused with a way out', () => {
  expect(() => assertNode('>=20.19', '20.18.3')).toThrow('nodejs.org');
  expect(() => assertNode('>=20.19', '18.99.0')).toThrow('this is 18.99.0');
  for (const version of ['20.19.0', '20.20.2', '22.0.0', '24.1.0']) {
    expect(() => assertNode('>=20.19', version)).not.toThrow();
  }
});

test('credentials stay out of logs', () => {
  const log = redact(
    'GET https://me:secret@registry.example/x 401\n//registry.example/:_authToken=abc123\nnpm_abcdefghijklmnopqrstuvwxyz0123456789',
  );
  for (const secret of ['secret', 'abc123', 'npm_abc']) expect(log).not.toContain(secret);
  expect(log).toContain('registry.example/x 401');
});

test('a failed step shows the end of its output and what to do', async () => {
  const steps = createSteps(mkdtempSync(join(tmpdir(), 'livephoto-steps-')));
  const failing = steps.command(
    'Fail for a test',
    { command: process.execPath, args: ['-e', 'console.log("the reason"); process.exit(3)'] },
    'Try again.',
  );
  await expect(failing).rejects.toThrow(
    /the reason[\s\S]*failed with code 3\. Try again\.[\s\S]*out\/logs\/fail-for-a-test\.log/,
  );
});

describe('pnpm', () => {
  test('of the wanted version on PATH is used as it is', async () => {
    const calls: string[] = [];
    const found = await findPnpm('/nowhere', async (command) => {
      calls.push(command);
      return { code: 0, output: '12.21.0\n' };
    });
    expect(found).toMatchObject({ command: 'pnpm', args: [] });
    expect(calls).toEqual(['pnpm']);
  });
});

describe('Chromium', () => {
  const missing = { path: '/no/chromium', debian: true, root: true };
  const recording = (code: number) => {
    const calls: string[] = [];
    const run = async (command: string, args: string[]) => {
      calls.push([command, ...args].join(' '));
      return { code, output: 'E: Unable to fetch some archives' };
    };
    return { calls, run };
  };

  test('is left alone where it is', async () => {
    const { calls, run } = recording(0);
    expect(await ensureChromium(run, { ...missing, path: process.execPath })).toEqual({ note: 'found' });
    expect(calls).toEqual([]);
  });

  test('is installed as root on Debian', async () => {
    const { calls, run } = recording(0);
    expect(await ensureChromium(run, missing)).toEqual({ note: 'installed' });
    expect(calls).toEqual(['apt-get update -q', 'apt-get install -y -q --no-install-recommends chromium']);
  });

  test('elsewhere is asked for, and nothing is touched', async () => {
    const { calls, run } = recording(0);
    for (const machine of [
      { ...missing, root: false },
      { ...missing, debian: false },
    ]) {
      expect((await ensureChromium(run, machine)).note).toContain('/no/chromium');
    }
    expect(calls).toEqual([]);
  });

  test('that cannot be installed stops the set-up with the reason', async () => {
    await expect(ensureChromium(recording(100).run, missing)).rejects.toThrow(
      /Unable to fetch[\s\S]*by hand/,
    );
  });
});

describe('Firefox and WebKit', () => {
  const machine = { exists: (path: string) => path.includes('Xvfb'), debian: true, root: true };
  const recording = (code: number) => {
    const calls: string[] = [];
    const run = async (command: string, args: string[]) => {
      calls.push([command, ...args].join(' '));
      return { code, output: '' };
    };
    return { calls, run };
  };

  test('are installed as root on Debian, what is there left alone', async () => {
    const { calls, run } = recording(0);
    expect(await ensureMoreBrowsers(run, machine)).toEqual({ note: 'installed' });
    expect(calls[1]).toBe('apt-get install -y -q --no-install-recommends firefox-esr webkit2gtk-driver');
    expect(await ensureMoreBrowsers(run, { ...machine, exists: () => true })).toEqual({ note: 'found' });
    expect(calls).toHaveLength(2);
  });

  test('are left out with a line where they cannot be installed, and nothing fails', async () => {
    const { calls, run } = recording(100);
    expect((await ensureMoreBrowsers(run, { ...machine, root: false })).note).toMatch(
      /Firefox, WebKit not found: their tests are left out; .*firefox-esr webkit2gtk-driver$/,
    );
    expect(calls).toEqual([]);
    expect((await ensureMoreBrowsers(run, machine)).note).toMatch(/"apt-get update" failed here/);
  });
});
