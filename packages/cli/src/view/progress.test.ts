import { Terminal as Emulator } from '@xterm/headless';
import { afterEach, expect, test, vi } from 'vitest';
import { memoryStream } from '../testing/memory-stream.ts';
import { createProgress } from './progress.ts';

afterEach(() => {
  vi.useRealTimers();
});

/** What was written after each step of a run over `total` photos, stdout and stderr on the same terminal. */
function run(total: number, isTTY: boolean): string[] {
  vi.useFakeTimers();
  const stderr = memoryStream(isTTY);
  const progress = createProgress(total, stderr);
  const texts: string[] = [];
  for (let i = 0; i < total; i++) {
    progress.begin(`photo-${i}.jpg`);
    // As long as an inspection takes: the bar is redrawn ten times a second.
    vi.advanceTimersByTime(120);
    texts.push(stderr.text());
    progress.finish(() => stderr.write(`block ${i}\nof two lines\n`));
  }
  progress.stop();
  texts.push(stderr.text());
  vi.useRealTimers();
  return texts;
}

/** The lines that a person sees on a small terminal, what scrolled away included. */
async function screen(text: string): Promise<string[]> {
  const emulator = new Emulator({ cols: 80, rows: 6, scrollback: 100, allowProposedApi: true });
  await new Promise<void>((resolve) => emulator.write(text.replaceAll('\n', '\r\n'), resolve));
  const { buffer } = emulator;
  return Array.from({ length: buffer.active.length }, (_, row) =>
    buffer.active.getLine(row)?.translateToString(true),
  ).filter((line): line is string => line !== undefined && line !== '');
}

test('shows which of how many photos below what is printed, and is gone at the end', async () => {
  const texts = run(5, true);
  const third = await screen(texts[2]!);
  expect(third.slice(0, -1)).toEqual(['block 0', 'of two lines', 'block 1', 'of two lines']);
  expect(third.at(-1)).toMatch(/2\/5 photo-2\.jpg/);
  const blocks = [0, 1, 2, 3, 4].flatMap((i) => [`block ${i}`, 'of two lines']);
  expect(await screen(texts.at(-1)!)).toEqual(blocks);
});

test('writes nothing of its own where stderr is no terminal, nor for a single photo', () => {
  const block = (i: number) => `block ${i}\nof two lines\n`;
  expect(run(3, false).at(-1)).toBe(block(0) + block(1) + block(2));
  expect(run(1, true).at(-1)).toBe(block(0));
});
