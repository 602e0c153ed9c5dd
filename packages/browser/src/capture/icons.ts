/** The few drawings of the capture element; none says anything that the text beside it does not. */
import { svg, type TemplateResult } from 'lit';

const drawing = (content: TemplateResult) => svg`<svg
  viewBox="0 0 24 24"
  fill="none"
  stroke="currentColor"
  stroke-width="2"
  stroke-linecap="round"
  stroke-linejoin="round"
  aria-hidden="true"
>${content}</svg>`;

export const icons = {
  check: drawing(svg`<circle cx="12" cy="12" r="10"/><path d="m7.5 12.5 3 3 6-6.5"/>`),
  cross: drawing(svg`<circle cx="12" cy="12" r="10"/><path d="m8.5 8.5 7 7m0-7-7 7"/>`),
  dash: drawing(svg`<circle cx="12" cy="12" r="10"/><path d="M8 12h8"/>`),
  left: drawing(svg`<path d="M20 12H4m7-7-7 7 7 7"/>`),
  right: drawing(svg`<path d="M4 12h16m-7-7 7 7-7 7"/>`),
  up: drawing(svg`<path d="M12 20V4m-7 7 7-7 7 7"/>`),
  down: drawing(svg`<path d="M12 4v16m-7-7 7 7 7-7"/>`),
  face: drawing(
    svg`<g stroke-width="1"><path d="M3 7V4a1 1 0 0 1 1-1h3m10 0h3a1 1 0 0 1 1 1v3m0 10v3a1 1 0 0 1-1 1h-3M7 21H4a1 1 0 0 1-1-1v-3"/><ellipse cx="12" cy="12" rx="5.2" ry="6.8"/><path d="M9.9 14.6c1.2 1.2 3 1.2 4.2 0M10 10.2v.1m4-.1v.1"/></g>`,
  ),
  noCamera: drawing(
    svg`<g stroke-width="1"><path d="M4 8h3l1.5-2.5h5M18 8h2a1 1 0 0 1 1 1v8m-2 2H4a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1m5.2 3.2a3.6 3.6 0 0 0 4.9 5.1M3 3l18 18"/></g>`,
  ),
} as const;
