/** Inspects the photos named by the arguments with the built packages, and prints one report a line, without timings. */
import { readFile } from 'node:fs/promises';
import { createNodeInspector } from '@livephoto/worker-runtime/node';

const inspector = await createNodeInspector();
for (const path of process.argv.slice(2)) {
  const line = await inspector.inspect(await readFile(path)).then(
    ({ timings: _, ...report }) => report,
    (error) => error,
  );
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
await inspector.dispose();
