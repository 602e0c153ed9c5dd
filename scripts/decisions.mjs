/** Writes the list of decisions, `docs/decisions/README.md`, from their titles: `pnpm decisions`, after one was added or renamed. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const folder = new URL('../docs/decisions/', import.meta.url);
const rows = readdirSync(folder)
  .filter((name) => /^\d{4}-.*\.md$/.test(name))
  .sort()
  .map((name) => {
    const title = readFileSync(new URL(name, folder), 'utf8').match(/^# (.+)$/m)?.[1];
    return `- ${name.slice(0, 4)} [${title}](${name})`;
  });

writeFileSync(
  new URL('README.md', folder),
  `# Decisions

What was decided, why, and what else was looked at: dependencies, formats, and ideas that were measured and dropped, with their figures.
In the order in which they were taken; a later one may have changed an earlier one, and says so.

${rows.join('\n')}
`,
);
