/**
 * From a fresh clone to a result, with Node and npm alone: `node scripts/setup.mjs demo` inspects the sample photos,
 * `node scripts/setup.mjs test` runs every test and ends with the line `N passed, N failed`.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureChromium } from './setup/chromium.mjs';
import { demoPhotos } from './setup/demo-photos.mjs';
import { ensureMoreBrowsers } from './setup/more-browsers.mjs';
import { assertNode } from './setup/node-version.mjs';
import { findPnpm } from './setup/pnpm.mjs';
import { createSteps, StepError } from './setup/steps.mjs';
import { addSummaries, failedRun, summarize, summaryLine } from './setup/vitest-summary.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const goals = { demo, test };
const goal = process.argv[2] ?? '';

if (!Object.hasOwn(goals, goal)) {
  console.error('Usage: node scripts/setup.mjs demo|test');
  process.exit(2);
}
try {
  process.exitCode = await goals[goal]();
} catch (error) {
  if (!(error instanceof StepError)) throw error;
  console.error(`\n${error.message}`);
  // Whoever reads only the last line must still learn that nothing was proved.
  if (goal === 'test') console.log(`\n${summaryLine(failedRun())}`);
  process.exitCode = 1;
}

async function demo() {
  const steps = createSteps(root);
  await prepare(steps);
  const photos = demoPhotos(join(root, 'samples'));
  console.log(`\n$ livephoto inspect ${photos.join(' ')} --annotate out/demo\n`);
  const code = await steps.stream(process.execPath, [
    'packages/cli/dist/main.js',
    'inspect',
    ...photos,
    '--annotate',
    'out/demo',
  ]);
  // 1 says that some photos were refused, as several of the samples have to be.
  if (code > 1) {
    throw new StepError(`The inspection ended with code ${code}; the reason stands above.`);
  }
  console.log(`\nThe annotated pictures are in ${join(root, 'out/demo')}`);
  console.log('Inspect a photo of your own:  node packages/cli/dist/main.js inspect FILE');
  return 0;
}

async function test() {
  const steps = createSteps(root);
  await prepare(steps);
  await steps.step('Look for Chromium', (run) => ensureChromium(run));
  await steps.step('Look for Firefox and WebKit', (run) => ensureMoreBrowsers(run));
  console.log('\nRun the unit tests, and hold their coverage to its floor');
  const units = await vitest(steps, 'unit', '--coverage');
  console.log('\nRun the tests of the whole product');
  const product = await vitest(steps, 'product');
  const summary = addSummaries(units, product);
  if (summary.skipped > 0) console.log(`\n${summary.skipped} skipped`);
  console.log(`\n${summaryLine(summary)}`);
  return summary.failed > 0 ? 1 : 0;
}

/** Runs one project of `vitest.config.ts`. @returns how many tests passed, failed and were skipped */
async function vitest(steps, project, ...flags) {
  const results = join(root, `out/test/${project}.json`);
  mkdirSync(join(root, 'out/test'), { recursive: true });
  rmSync(results, { force: true });
  const code = await steps.stream(process.execPath, [
    'node_modules/vitest/vitest.mjs',
    'run',
    `--project=${project}`,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${results}`,
    ...flags,
  ]);
  return existsSync(results) ? summarize(JSON.parse(readFileSync(results, 'utf8')), code) : failedRun();
}

/** What both goals need: packages, builds, models, samples. */
async function prepare(steps) {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  assertNode(manifest.engines.node, process.versions.node);
  const pnpm = await steps.step('Find pnpm', (run) => findPnpm(root, run));
  const script = (...args) => ({ command: pnpm.command, args: [...pnpm.args, ...args] });
  await steps.command(
    'Install packages',
    // CI keeps pnpm from asking anything.
    { ...script('install', '--frozen-lockfile', '--reporter=append-only'), env: { CI: 'true' } },
    'Is the registry reachable, and is pnpm-lock.yaml as it was committed? Run the same command again.',
  );
  await steps.command('Build', script('run', 'build'), 'The sources do not compile: see the lines above.');
  await steps.command(
    'Build the models',
    script('run', 'models', 'build'),
    'Models are fetched from the npm registry once: check the connection and run the same command again.',
  );
  await steps.command(
    'Gather what the browser loads',
    script('run', 'browser-assets'),
    'The models and libraries for the browser could not be put together: see the lines above.',
  );
  await steps.command(
    'Build the samples',
    script('run', 'samples'),
    'Samples are fetched from the npm registry once: check the connection and run the same command again.',
  );
}
