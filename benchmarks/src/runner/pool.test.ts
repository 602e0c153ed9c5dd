import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Pool, startPool } from './pool.ts';

/** A worker that does what the photo's first byte says: 0 answers, 1 dies, 2 hangs, 3 answers late. */
const obedient = `
process.on('message', ({ id, bytes }) => {
  const answer = () => process.send({ kind: 'done', id, observation: { error: { type: 'answered', message: String(process.pid) } } });
  if (bytes[0] === 0) answer();
  if (bytes[0] === 1) process.exit(7);
  if (bytes[0] === 3) setTimeout(answer, 100);
});
process.send({ kind: 'ready' });
`;
const unusable = `
process.send({ kind: 'unusable', error: { type: 'model_missing', message: 'No manifest' } });
process.disconnect();
`;

let folder: string;
let pool: Pool | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'livephoto-pool-'));
  await writeFile(join(folder, 'obedient.mjs'), obedient);
  await writeFile(join(folder, 'unusable.mjs'), unusable);
  await writeFile(join(folder, 'dead.mjs'), 'process.exit(3)');
});
afterEach(() => pool?.close());
afterAll(() => rm(folder, { recursive: true }));

async function start(name: string, options: { size?: number; timeLimit?: number } = {}): Promise<Pool> {
  const worker = pathToFileURL(join(folder, `${name}.mjs`));
  pool = await startPool({ worker, size: 1, policy: 'default', ...options });
  return pool;
}
const job = (byte: number) => ({ bytes: Uint8Array.of(byte), performLivenessCheck: false });

describe('startPool', () => {
  it('gives every photo its answer, as many at once as there are workers', async () => {
    const two = await start('obedient', { size: 2 });
    const answers = await Promise.all([3, 3, 0, 0, 3].map((byte) => two.inspect(job(byte))));
    expect(answers.map(({ error }) => error?.type)).toEqual(Array(5).fill('answered'));
    expect(new Set(answers.map(({ error }) => error?.message)).size).toBe(2);
  });

  it('counts a worker that dies as an error of its photo, and starts another', async () => {
    const one = await start('obedient');
    const answers = await Promise.all([1, 0, 1, 0].map((byte) => one.inspect(job(byte))));
    expect(answers.map(({ error }) => error?.type)).toEqual(['crashed', 'answered', 'crashed', 'answered']);
    expect(answers[0]?.error?.message).toBe('The worker ended with code 7');
  });

  it('gives up on a photo that takes too long, and goes on with the next', async () => {
    const one = await start('obedient', { timeLimit: 300 });
    expect((await one.inspect(job(2))).error).toEqual({
      type: 'timed_out',
      message: 'No answer within 0.3 s',
    });
    expect((await one.inspect(job(0))).error?.type).toBe('answered');
  });

  it('starts no worker again once it is closed', async () => {
    const one = await start('obedient');
    const hanging = one.inspect(job(2));
    const waiting = one.inspect(job(0));
    one.close();
    expect((await hanging).error?.type).toBe('crashed');
    await expect(waiting).rejects.toMatchObject({ type: 'inspection_aborted' });
    await expect(one.inspect(job(0))).rejects.toMatchObject({ type: 'inspection_aborted' });
  });

  it('says what keeps workers from starting, with a way out', async () => {
    await expect(start('unusable')).rejects.toMatchObject({
      type: 'model_missing',
      message: 'No manifest (run: pnpm models build)',
    });
    await expect(start('dead')).rejects.toMatchObject({
      type: 'internal_server_error',
      message: 'A worker ended at its start with code 3',
    });
  });
});
