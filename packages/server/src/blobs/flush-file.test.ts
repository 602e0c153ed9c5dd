import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { flushFile } from './flush-file.ts';

test('needs of a handle its number alone, as those of Plug’n’Play have no sync()', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'livephoto-flush-'));
  const file = await open(join(folder, 'file'), 'w');
  await file.writeFile('kept');
  await flushFile({ fd: file.fd } as typeof file);
  expect(await readFile(join(folder, 'file'), 'utf8')).toBe('kept');
  await file.close();
  // What cannot be flushed is told, not passed over.
  await expect(flushFile({ fd: 987_654 } as typeof file)).rejects.toMatchObject({ code: 'EBADF' });
  await rm(folder, { recursive: true });
});
