import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { policies } from '@livephoto/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { acceptedReport, maskedReport } from '../testing/sample-report.ts';
import { errorLine, reportLine } from '../view/json-lines.ts';
import { openResults } from './results-file.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'livephoto-results-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('begins a file, goes on with it, tries again what could not be read, and cuts off half a line', async () => {
  const path = join(folder, 'out.jsonl');
  const first = await openResults(path, policies.default);
  expect(first.earlier.size).toBe(0);
  await first.append(reportLine('ä.jpg', acceptedReport));
  await first.append(errorLine('away.jpg', { type: 'resource_not_found', message: 'gone' }));
  await first.append(reportLine('b.jpg', maskedReport, 'out/b.png'));
  await first.close();
  appendFileSync(path, '{"file":"c.jpg","acc');

  const second = await openResults(path, policies.default);
  expect([...second.earlier.keys()]).toEqual(['ä.jpg', 'b.jpg']);
  expect(second.earlier.get('b.jpg')).toMatchObject({ picture: 'out/b.png', earlier: true });
  await second.append(reportLine('c.jpg', acceptedReport));
  await second.close();
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line).file)).toEqual(['ä.jpg', 'away.jpg', 'b.jpg', 'c.jpg']);
});

test('holds names with any character, and lines that another program ended in its way', async () => {
  const path = join(folder, 'names.jsonl');
  const names = [
    'a\u2028b.jpg',
    'a\u2029b.jpg',
    'a\rb.jpg',
    'a\nb.jpg',
    '<img>.jpg',
    '\u202egpj.jpg',
    'ü'.repeat(99),
  ];
  const text = names.map((name) => reportLine(name, acceptedReport)).join('');
  for (const whole of [text, text.replaceAll('\n', '\r\n')]) {
    writeFileSync(path, `${whole}{"file":"half`);
    const { earlier, close } = await openResults(path, policies.default);
    await close();
    expect([...earlier.keys()]).toEqual(names);
    expect(readFileSync(path, 'utf8')).toBe(whole);
  }
});

test('leaves alone what is something else, or of another policy', async () => {
  const other = join(folder, 'notes.txt');
  writeFileSync(other, 'milk\nbread\n');
  await expect(openResults(other, policies.default)).rejects.toMatchObject({
    type: 'invalid_request',
    param: 'resume',
    message: expect.stringContaining('Line 1'),
  });
  expect(readFileSync(other, 'utf8')).toBe('milk\nbread\n');
  const word = join(folder, 'word.txt');
  writeFileSync(word, 'no line ends here');
  await expect(openResults(word, policies.default)).rejects.toMatchObject({ param: 'resume' });
  expect(readFileSync(word, 'utf8')).toBe('no line ends here');
  const strict = join(folder, 'default.jsonl');
  writeFileSync(strict, reportLine('a.jpg', acceptedReport));
  await expect(openResults(strict, policies.strict)).rejects.toMatchObject({
    message: expect.stringContaining("this run has 'strict'"),
  });
  await expect(openResults(folder, policies.default)).rejects.toMatchObject({ param: 'resume' });
});
