/** The site's pages, in which order they stand, and how they look. */
import { readdirSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitepress';
import { showDiagrams } from '../diagrams.mjs';
import { showPlots } from '../plots.mjs';
import { showTables } from '../tables.mjs';

const stage = new URL('../.stage/', import.meta.url);
const titleOf = (path) =>
  readFileSync(new URL(path, stage), 'utf8')
    .match(/^# (.+)$/m)?.[1]
    .replaceAll('`', '') ?? path;
const page = (name) => ({ text: titleOf(`${name}.md`), link: `/${name}` });

const sections = {
  Build: ['server', 'browser', 'capture', 'batches', 'cloudflare', 'runtimes', 'formats'],
  Decide: ['policies', 'quality', 'accuracy', 'performance'],
  Trust: ['threat-model', 'architecture'],
};
const guides = ['guides/integrate', 'guides/capture', 'guides/workers', 'guides/calibrate', 'guides/audit'];
const placed = new Set([...Object.values(sections).flat(), 'index', 'try']);
/** Pages that nobody has put anywhere yet are shown all the same. */
const rest = readdirSync(stage)
  .filter((name) => name.endsWith('.md'))
  .map((name) => name.slice(0, -3))
  .filter((name) => !placed.has(name));
const decisions = readdirSync(new URL('decisions/', stage))
  .filter((name) => name !== 'index.md')
  .sort()
  .map((name) => `decisions/${name.slice(0, -3)}`);

const base = process.env.SITE_BASE ?? '/';

export default defineConfig({
  title: 'livephoto',
  description: 'Decides whether a selfie can be trusted for an identity check, on any JavaScript runtime.',
  lang: 'en',
  base,
  srcDir: '.stage',
  cacheDir: '.stage/.cache',
  cleanUrls: true,
  // The reference is a page of its own, which VitePress does not know.
  ignoreDeadLinks: [/^\/reference\//, /^http:\/\/localhost/],
  head: [
    ['link', { rel: 'icon', href: `${base}icon.svg` }],
    ['meta', { name: 'color-scheme', content: 'light dark' }],
  ],
  markdown: {
    html: false,
    // The plain ones have comments and keywords that are too faint on the blocks' grounds.
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    config(markdown) {
      showDiagrams(markdown);
      showPlots(markdown);
      showTables(markdown);
    },
  },
  themeConfig: {
    search: { provider: 'local' },
    nav: [
      { text: 'Try a photo', link: '/try' },
      { text: 'Guides', link: '/guides/integrate' },
      { text: 'API', link: '/reference/', target: '_self' },
      { text: 'Accuracy', link: '/accuracy' },
    ],
    sidebar: [
      { text: 'Start', items: [{ text: 'Try a photo', link: '/try' }, ...guides.map(page)] },
      ...Object.entries(sections).map(([text, names]) => ({ text, items: names.map(page) })),
      ...(rest.length > 0 ? [{ text: 'More', items: rest.map(page) }] : []),
      { text: 'Reference', items: [{ text: 'API reference', link: '/reference/', target: '_self' }] },
      { text: 'Decisions', link: '/decisions/', collapsed: true, items: decisions.map(page) },
    ],
    outline: [2, 3],
    socialLinks: [{ icon: 'github', link: 'https://github.com/livephoto/livephoto' }],
  },
});
