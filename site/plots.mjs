/** Plots in the colours of the site's own switch: a picture cannot hear of it, so there are two of each, and the style shows one. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

const dark = /@media \(prefers-color-scheme: dark\) \{((?:[^{}]*\{[^{}]*\})*)\s*\}/g;

/** @returns the picture in each theme, undefined for one that asks for none. */
export function inThemes(svg) {
  if (svg.search(dark) < 0) return undefined;
  return {
    light: svg.replace(dark, '').replace('color-scheme: light dark', 'color-scheme: light'),
    dark: svg.replace(dark, '$1').replace('color-scheme: light dark', 'color-scheme: dark'),
  };
}

/** Of `plot.svg` in a theme: `plot-dark.svg`. */
export const themed = (path, theme) => path.replace(/\.svg$/, `-${theme}.svg`);

/** A plug-in of markdown-it: both pictures in the place of one. */
export function showPlots(markdown) {
  const { image } = markdown.renderer.rules;
  markdown.renderer.rules.image = (tokens, index, options, env, renderer) => {
    const token = tokens[index];
    const path = token.attrGet('src') ?? '';
    const twofold = path.endsWith('.svg') && existsSync(join(dirname(env.path), themed(path, 'dark')));
    if (!twofold) return image(tokens, index, options, env, renderer);
    return ['light', 'dark']
      .map((theme) => {
        token.attrSet('src', themed(path, theme));
        token.attrSet('class', `only-${theme}`);
        return image(tokens, index, options, env, renderer);
      })
      .join('');
  };
}
