import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const source = fileURLToPath(new URL('.', import.meta.url));
const constant = /^(?:export )?const (\w+)(?:: [^=]+)? =\s*(-?[\d.][\d._e+-]*)(?: as const)?;/gm;

it('no two numbers of core share a name and differ', () => {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !/\.test\.ts$|testing\//.test(file),
  );
  const seen = new Map<string, { readonly value: number; readonly file: string }>();
  const clashes: string[] = [];
  for (const file of files) {
    for (const [, name, text] of readFileSync(`${source}${file}`, 'utf8').matchAll(constant)) {
      const value = Number(text!.replaceAll('_', ''));
      const other = seen.get(name!);
      if (other && other.value !== value) clashes.push(`${name}: ${other.file}, ${file}`);
      seen.set(name!, { value, file });
    }
  }
  expect(seen.size).toBeGreaterThan(100);
  expect(clashes).toEqual([]);
});
