import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('../../packages/cli/dist/main.js', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'livephoto-cli-serve-'));
afterAll(() => rm(folder, { recursive: true }));

/** Runs the built program to its end. */
async function livephoto(...args: string[]) {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [main, ...args]);
    return { code: 0, stdout, stderr };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

/** Starts `livephoto serve` and waits until it listens. */
async function serve(data: string): Promise<{ child: ChildProcess; output: string; url: string }> {
  const args = ['serve', '--data', data, '--port', '0', '--workers', '1'];
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`ended with ${code}`)));
    child.stdout?.on('data', (chunk) => {
      output += chunk;
      const found = /listens on (\S+?);/.exec(output)?.[1];
      if (found) resolve(found);
    });
  });
  return { child, output, url };
}

function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  child.kill(signal);
  return ended;
}

describe('livephoto serve', () => {
  it('shows keys once, answers, and stops in order on either signal', async () => {
    const data = join(folder, 'served');
    const first = await serve(data);
    const key = /live_[0-9a-f]{48}/.exec(first.output)?.[0] ?? '';
    expect(first.output).toMatch(/shown this once[\s\S]*test_[0-9a-f]{48}\n {2}live_/);
    const list = () => fetch(`${first.url}/v1/clients`, { headers: { Authorization: key } });
    expect((await list()).status).toBe(200);

    // While the server runs: keys made and revoked beside it hold at once.
    const made = await livephoto('keys', 'create', '--mode', 'test', '--name', 'beside', '--data', data);
    const secret = /test_[0-9a-f]{48}/.exec(made.stdout)?.[0] ?? '';
    const id = /id is ([0-9a-f]{24})/.exec(made.stdout)?.[1] ?? '';
    const withMade = () => fetch(`${first.url}/v1/clients`, { headers: { Authorization: secret } });
    expect((await withMade()).status).toBe(200);
    expect((await livephoto('keys', 'revoke', id, '--data', data)).stdout).toContain(`Revoked ${id}`);
    expect((await withMade()).status).toBe(401);
    const nowhere = join(data, 'nowhere');
    const lost = await livephoto('keys', 'list', '--data', nowhere);
    expect(lost.code).toBe(2);
    expect(lost.stderr).toContain(`There is no livephoto data in ${nowhere}`);
    expect(existsSync(nowhere)).toBe(false);

    const listed = await livephoto('keys', 'list', '--data', data);
    expect(listed.stdout.trim().split('\n')).toHaveLength(3);
    expect(listed.stdout).toMatch(
      new RegExp(
        `${id}  test_\\w{4}…  default  upload,read,erase,admin  made \\S+  used .{16}  revoked \\S+  "beside"`,
      ),
    );
    expect(listed.stdout).not.toContain(secret);
    expect(await stop(first.child, 'SIGTERM')).toBe(0);

    const second = await serve(data);
    expect(second.output).not.toMatch(/live_|test_/);
    expect(await stop(second.child, 'SIGINT')).toBe(130);
    expect((await stat(data)).mode & 0o777).toBe(0o700);
  });

  it('hears a SIGTERM that comes while it starts', async () => {
    const data = join(folder, 'stopped');
    const args = ['serve', '--data', data, '--port', '0', '--workers', '1'];
    const child = spawn(process.execPath, [main, ...args], { stdio: 'ignore' });
    while (!existsSync(data)) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await stop(child, 'SIGTERM')).toBe(0);
  });

  it('lists every setting with its variable in the help', async () => {
    const { stdout } = await livephoto('serve', '--help');
    for (const text of ['--retention-days', '[LIVEPHOTO_RETENTION_DAYS]', 'LIVEPHOTO_MASTER_KEY', '8787']) {
      expect(stdout).toContain(text);
    }
  });

  it('says what is wrong with a setting, and ends with 2', async () => {
    const wrong = await livephoto('serve', '--port', 'eighty', '--retention-days', '0');
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('--port must be a whole number from 0 to 65535');
    expect(wrong.stderr).toContain('--retention-days must be a number above 0');
    const unknown = await livephoto('serve', '--prot', '80');
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain("unknown option '--prot'");
  });
});

describe('livephoto keys', () => {
  const data = join(folder, 'keys');

  it('asks for a mode, and for an id that exists', async () => {
    const none = await livephoto('keys', 'create', '--data', data);
    expect(none.code).toBe(2);
    expect(none.stderr).toContain("required option '--mode <mode>' not specified");
    const other = await livephoto('keys', 'create', '--mode', 'prod', '--data', data);
    expect(other.stderr).toContain('Allowed choices are live, test');
    await livephoto('keys', 'create', '--mode', 'test', '--data', join(folder, 'keys'));
    const missing = await livephoto('keys', 'revoke', 'nobody', '--data', data);
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain("No active key has the id 'nobody'");
  });

  it('makes keys of accounts, scopes and expiries, and says what is wrong with one', async () => {
    const create = (...args: string[]) =>
      livephoto('keys', 'create', '--mode', 'live', '--data', data, ...args);
    const made = await create('--account', 'clinic-7', '--scope', 'read,upload', '--expires', '90d');
    expect(made.stdout).toMatch(/It may upload, read in the account clinic-7, mode live, until 20\d\d-/);
    expect(made.stdout).toContain('the first key of the account clinic-7');
    for (const [args, message] of [
      [['--account', 'Clinic 7'], "'Clinic 7' is no account"],
      [['--scope', 'read,write'], "'write' is no scope: name some of upload, read, erase, admin"],
      [['--scope', ','], 'There is no scope'],
      [['--expires', 'soon'], '--expires must be like 90d'],
      [['--expires', '2001-01-01'], 'is over already'],
    ] as const) {
      const wrong = await create(...args);
      expect(wrong).toMatchObject({ code: 2, stdout: '' });
      expect(wrong.stderr).toContain(message);
    }
    const nowhere = join(data, 'nowhere');
    const refused = ['--mode', 'live', '--account', 'Clinic 7', '--data', nowhere];
    expect((await livephoto('keys', 'create', ...refused)).code).toBe(2);
    expect(existsSync(nowhere)).toBe(false);
    const listed = await livephoto('keys', 'list', '--data', data);
    expect(listed.stdout).toMatch(/clinic-7 {2}upload,read\s+made \S+ {2}never used {2}until 20/);
  });

  it('rotates the master key', async () => {
    const rotated = await livephoto('keys', 'rotate-master', '--wait', '0', '--data', data);
    expect(rotated.stdout).toContain('Wrapped 0 keys of images and clients anew');
    expect(rotated.code).toBe(0);
    expect((await livephoto('keys', 'rotate-master', '--wait', 'x', '--data', data)).code).toBe(2);
  });
});
