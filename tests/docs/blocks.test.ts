import { expect, it } from 'vitest';
import { readBlocks } from './harness/blocks.ts';
import { isWhole } from './harness/shell.ts';

const read = (...lines: string[]) => readBlocks(lines.join('\n'), isWhole);

it('reads scripts, with answers in the comments right below', () => {
  const [block, ...others] = read(
    'Text.',
    '```sh',
    '# What it is for.',
    "curl -d '{",
    '  "a": 1 }\' x',
    '# {"id":"…"}',
    '',
    '# Prose.',
    'ls',
    '```',
    '```js',
    'ls',
    '```',
  );
  expect(others).toEqual([]);
  expect(block).toEqual({
    line: 2,
    insteadBecause: undefined,
    steps: [
      { command: 'curl -d \'{\n  "a": 1 }\' x', shown: '{"id":"…"}\n' },
      { command: 'ls', shown: '' },
    ],
  });
});

it('reads sessions behind a prompt, and leaves drawings alone', () => {
  const blocks = read(
    '```',
    '$ echo a \\',
    '    b',
    'a b',
    '$ true',
    '```',
    '```',
    '$  no',
    '',
    'tree/',
    '```',
  );
  expect(blocks[0]!.steps).toEqual([
    { command: 'echo a \\\n    b', shown: 'a b' },
    { command: 'true', shown: '' },
  ]);
  expect(read('```', 'src/', '```')).toEqual([]);
});

it('takes what stands in for a block, and why', () => {
  const page = [
    '<!-- tested as (it takes an hour):',
    'pnpm bench --help',
    '-->',
    '```sh',
    'pnpm bench all',
    '```',
  ];
  expect(read(...page)).toEqual([
    { line: 4, insteadBecause: 'it takes an hour', steps: [{ command: 'pnpm bench --help', shown: '' }] },
  ]);
});

it('refuses a command that does not end', () => {
  expect(() => read('```sh', "echo 'a", '```')).toThrow('No whole command');
});
