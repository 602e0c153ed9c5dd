/**
 * Builds the site into `dist/`: the pages of `docs/` and of `pages/`, the inspector as browsers load it, and the API
 * reference. Everything it needs is built before (`pnpm build`, `pnpm models build`, `pnpm browser-assets`).
 * `SITE_BASE=/path/` is where it will stand, `/` when left out.
 */
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vitepress';
import { copyScalar } from '../packages/studio/scalar.mjs';
import { writeApiDocument } from './api-document.mjs';
import { drawDiagrams } from './diagrams.mjs';
import { inThemes, themed } from './plots.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '..');
const stage = join(here, '.stage');
/** Where files that are no page of the site are read. */
const sources = 'https://github.com/livephoto/livephoto/blob/main/';

const started = Date.now();
await rm(stage, { recursive: true, force: true });
await rm(join(here, 'dist'), { recursive: true, force: true });
await copyPages(join(root, 'docs'), stage);
await copyPages(join(here, 'pages'), stage);
await copyInspector();
await writeReference();
await cp(join(root, 'docs/images/studio/accepted-desktop-light.jpg'), join(stage, 'public/studio.jpg'));
await build(here, { outDir: join(here, 'dist') });
console.log(`The site is in site/dist, built in ${((Date.now() - started) / 1000).toFixed(0)} s.`);

/** Markdown with links that hold on the site, and whatever lies beside it. */
async function copyPages(from, to) {
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    // The page of a folder is what its address alone shows.
    const target = join(to, relative(from, path)).replace(/README\.md$/, 'index.md');
    await mkdir(dirname(target), { recursive: true });
    if (!entry.name.endsWith('.md')) {
      await copyFile(path, target);
      continue;
    }
    const text = await readFile(path, 'utf8');
    await drawDiagrams(text, join(stage, 'public/diagrams'));
    const folder = relative(
      root,
      from === join(here, 'pages') ? dirname(target).replace(stage, join(root, 'docs')) : dirname(path),
    );
    await writeFile(target, withLinks(text, folder.replaceAll('\\', '/')));
  }
}

/** A plot becomes one for each theme. */
async function copyFile(path, target) {
  const themes = path.endsWith('.svg') ? inThemes(await readFile(path, 'utf8')) : undefined;
  if (!themes) return cp(path, target);
  return Promise.all(Object.entries(themes).map(([theme, svg]) => writeFile(themed(target, theme), svg)));
}

/** What only tests read goes, and links out of `docs/` lead to the sources. @param folder of the page, from the root. */
function withLinks(text, folder) {
  return text.replace(/<!--[\s\S]*?-->\n?/g, '').replace(/\]\((?!\w+:|#|\/)([^)\s]+)\)/g, (link, to) => {
    const [path, hash] = to.split('#');
    const whole = posix.normalize(posix.join(folder, path));
    if (/^docs\/decisions\/?(README\.md)?$/.test(whole)) return '](/decisions/)';
    if (whole.startsWith('docs/') && !whole.endsWith('/') && whole.includes('.')) return link;
    if (whole === 'README.md') return '](/)';
    return `](${sources}${whole}${hash ? `#${hash}` : ''})`;
  });
}

/** As an app would copy it, without what only WebGPU and debuggers want. */
async function copyInspector() {
  const from = join(root, 'packages/browser/dist');
  if (!existsSync(join(from, 'assets/manifest.json'))) {
    throw new Error(
      'The inspector for browsers is not built: run `pnpm models build` and `pnpm browser-assets` first',
    );
  }
  await cp(from, join(stage, 'public/livephoto'), {
    recursive: true,
    filter: (path) => !/\.map$|\.d\.ts$|webgpu|asyncify|copy-assets/.test(path),
  });
}

async function writeReference() {
  const target = join(stage, 'public/reference');
  await mkdir(target, { recursive: true });
  const scalar = await copyScalar(join(root, 'packages/studio/node_modules/@scalar/api-reference'), target);
  await rm(join(target, `${scalar}.gz`));
  await writeApiDocument(join(target, 'openapi.json'));
  await cp(join(here, 'reference/start.js'), join(target, 'start.js'));
  const html = await readFile(join(here, 'reference/index.html'), 'utf8');
  // Whole paths: some hosts show the page of a folder at its address without the slash, where relative ones lead astray.
  const places = { base: process.env.SITE_BASE ?? '/', scalar };
  await writeFile(
    join(target, 'index.html'),
    html.replace(/\{(base|scalar)\}/g, (_, place) => places[place]),
  );
}
