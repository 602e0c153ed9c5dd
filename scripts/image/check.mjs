/** Runs an image as the documentation says, and asks it for what it promises. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds in which nothing comes of it before that is a failure. A busy machine may take longer, as long as there is progress. */
const patience = 180_000;
/** Milliseconds after which it is one all the same. */
const mostPatience = 1_200_000;
/** Hundredths of a second of processor time that are progress: who only answers "not ready" once a second takes less in `patience`. */
const progress = 200;
/** Of files and processes: podman would ask for more than some machines may give. */
const limits = ['--ulimit', 'nofile=4096:4096', '--ulimit', 'nproc=4096:4096'];

const podman = (...args) => {
  const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 26 };
  try {
    return execFileSync('podman', ['--runtime', 'runc', ...args], options).trim();
  } catch (error) {
    throw new Error(`podman ${args[0]}: ${error.stderr?.trim() || error.message}`);
  }
};

/**
 * @param {string} image
 * @param {Uint8Array} photo that is accepted
 * @throws when something is not as promised
 */
export async function checkImage(image, photo) {
  const name = `livephoto-check-${process.pid}`;
  const started = Date.now();
  const say = (text) => console.log(`${((Date.now() - started) / 1000).toFixed(0).padStart(4)} s  ${text}`);
  const strict = [
    '--read-only',
    '--tmpfs',
    '/tmp',
    '--cap-drop',
    'ALL',
    '--security-opt',
    'no-new-privileges',
  ];
  const outside = ['--volume', `${name}:/data`, '--publish', '127.0.0.1::8787'];
  const hosts = ['--env', 'LIVEPHOTO_ALLOWED_HOSTS=localhost,127.0.0.1'];
  try {
    podman('run', '--detach', '--name', name, ...limits, ...strict, ...outside, ...hosts, image);
    await until(name, () => healthy(name));
    say('healthy by its own check, with a read-only root and no capabilities');
    assert.equal(podman('exec', name, 'id', '-un'), 'node');
    for (const place of ['/app', '/etc', '/usr'])
      assert.throws(() => podman('exec', name, 'touch', `${place}/file`), `${place} can be written`);
    say('runs as node and writes nowhere but below /data and /tmp');
    const url = `http://${podman('port', name, '8787/tcp').split('\n')[0]}`;
    const key = /live_[0-9a-f]{48}/.exec(podman('logs', name))?.[0];
    const id = await uploadPhoto(url, key, photo);
    say('takes a photo, inspects it, gives it back; shows the studio');
    podman('stop', '--time', '45', name);
    assert.equal(podman('inspect', name, '--format', '{{.State.ExitCode}}'), '0');
    say('stops in order');
    podman('start', name);
    // Not sooner: while Node itself starts, a container's first process loses the signal, unless it runs with --init.
    await until(name, () => worksOn('/data/', pidOf(name)), 50);
    podman('stop', '--time', '45', name);
    assert.equal(podman('inspect', name, '--format', '{{.State.ExitCode}}'), '0');
    say('stops in order while it starts too');
    podman('start', name);
    await until(name, () => healthy(name));
    // The port is another one.
    const again = `http://${podman('port', name, '8787/tcp').split('\n')[0]}`;
    const listed = await fetch(`${again}/v1/livePhotos?clientId=${id}`, { headers: { Authorization: key } });
    assert.equal((await listed.json()).totalItems, 1);
    say('has the photo after it was started again');
  } finally {
    try {
      podman('rm', '--force', '--time', '1', name);
      podman('volume', 'rm', name);
    } catch {
      // What failed before is what matters; it may be that neither was made.
    }
  }
}

/** @returns the client's id */
async function uploadPhoto(url, key, photo) {
  const ask = (path, options = {}) =>
    fetch(`${url}${path}`, { ...options, headers: { Authorization: key, ...options.headers } });
  const person = {
    type: 'person',
    email: 'a@example.com',
    personDetails: { firstName: 'A', lastName: 'B' },
  };
  const client = await ask('/v1/clients', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(person),
  });
  const { id } = await client.json();
  const stored = await ask(`/v1/livePhotos?clientId=${id}`, {
    method: 'POST',
    headers: { 'Content-Type': 'image/jpeg' },
    body: photo,
  });
  assert.equal(stored.status, 200, await stored.clone().text());
  const { downloadLink } = await stored.json();
  const { data } = await (await ask(`/v1${downloadLink}`)).json();
  assert.deepEqual(Buffer.from(data, 'base64').subarray(0, 2), Buffer.from([0xff, 0xd8]));
  assert.equal((await fetch(`${url}/`)).status, 200);
  return id;
}

/** Whether a process has a file below a folder of its container open. */
function worksOn(folder, pid) {
  const files = `/proc/${pid}/fd`;
  return readdirSync(files).some((fd) => {
    try {
      return readlinkSync(`${files}/${fd}`).startsWith(folder);
    } catch {
      return false;
    }
  });
}

function healthy(name) {
  try {
    podman('healthcheck', 'run', name);
    return true;
  } catch {
    return false;
  }
}

/** What a container wrote, its complaints too. */
function logsOf(name) {
  const { stdout, stderr } = spawnSync('podman', ['--runtime', 'runc', 'logs', name], { encoding: 'utf8' });
  return stdout + stderr;
}

/** Of the container's first process, `0` when it has ended. */
const pidOf = (name) => podman('inspect', name, '--format', '{{.State.Pid}}');

/** Hundredths of a second that a container's first process has worked. */
function work(name) {
  const pid = pidOf(name);
  if (pid === '0') {
    const how = podman('inspect', name, '--format', '{{json .State}}');
    throw new Error(`It has ended: ${how}\n${logsOf(name)}`);
  }
  // The command in brackets may hold blanks; behind it user and system time are the 12th and 13th.
  const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ').slice(11);
  return Number(user) + Number(system);
}

async function until(name, holds, pause = 1000) {
  const started = Date.now();
  let last = { at: started, work: 0 };
  for (; !holds(); await sleep(pause)) {
    const now = { at: Date.now(), work: work(name) };
    if (now.work - last.work >= progress) last = now;
    if (now.at - last.at > patience || now.at - started > mostPatience)
      throw new Error(`Not there after ${Math.round((now.at - started) / 1000)} seconds:\n${logsOf(name)}`);
  }
}
