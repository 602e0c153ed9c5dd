/** Mermaid's diagrams as pictures, drawn while the site is built: pages load no library for them, and need no script. */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderMermaidSVG } from 'beautiful-mermaid';

const colours = {
  light: { bg: '#ffffff', fg: '#15201d', accent: '#14614f' },
  dark: { bg: '#1b1b1f', fg: '#e9efed', accent: '#4fc3a5' },
};

const nameOf = (source, theme) =>
  `${createHash('sha256').update(source.trim()).digest('hex').slice(0, 12)}-${theme}.svg`;

/** Draws every diagram of a page into `folder`. @throws for one that is none. */
export async function drawDiagrams(markdown, folder) {
  for (const [, source] of markdown.matchAll(/^```mermaid\n([\s\S]*?)^```/gm)) {
    await mkdir(folder, { recursive: true });
    for (const [theme, palette] of Object.entries(colours)) {
      const svg = renderMermaidSVG(source, { ...palette, muted: palette.fg, transparent: true, padding: 8 })
        // Its font would be asked for elsewhere. What is said over a line stays readable.
        .replace(
          /^\s*@import url\(.*\n/m,
          '  text { paint-order: stroke; stroke: var(--bg); stroke-width: 5px; }\n',
        );
      await writeFile(join(folder, nameOf(source, theme)), svg);
    }
  }
}

/** A plug-in of markdown-it: the pictures in the place of the code, which stays for who does not see them. */
export function showDiagrams(markdown) {
  const { fence } = markdown.renderer.rules;
  markdown.renderer.rules.fence = (tokens, index, ...rest) => {
    const { info, content } = tokens[index];
    if (info.trim() !== 'mermaid') return fence(tokens, index, ...rest);
    const image = (theme) =>
      `<img class="only-${theme}" src="/diagrams/${nameOf(content, theme)}" alt="Diagram, in words below">`;
    const text = markdown.utils.escapeHtml(content);
    return (
      `<div class="diagram" tabindex="0" role="group" aria-label="Diagram">${image('light')}${image('dark')}</div>` +
      `<details class="diagram-text"><summary>The diagram in words</summary><pre v-pre>${text}</pre></details>\n`
    );
  };
}
