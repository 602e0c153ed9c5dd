import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { memoryStream } from '../testing/memory-terminal.ts';
import { createProgress } from './progress.ts';

async function run(total: number, isTTY: boolean): Promise<string> {
  const stderr = memoryStream(isTTY);
  const progress = createProgress(total, stderr);
  for (let i = 0; i < total; i++) {
    progress.begin(`photo-${i}.jpg`);
    // As long as an inspection takes: the bar is redrawn ten times a second.
    await setTimeout(120);
    progress.finish(() => stderr.write(`<block ${i}>\n`));
  }
  progress.stop();
  return stderr.text();
}

test('shows which of how many photos on a terminal, and cleans up', async () => {
  const text = await run(3, true);
  expect(text).toContain('1/3');
  expect(text).toContain('photo-2.jpg');
  // Every block starts on a line that was cleared.
  for (const i of [0, 1, 2]) expect(text).toContain(`\r\u001b[K<block ${i}>\n`);
});

test('writes nothing of its own where stderr is no terminal, nor for a single photo', async () => {
  expect(await run(3, false)).toBe('<block 0>\n<block 1>\n<block 2>\n');
  expect(await run(1, true)).toBe('<block 0>\n');
});
