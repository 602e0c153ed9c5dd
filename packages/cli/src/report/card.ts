/** One photo on a run's page: its picture with what was seen, the verdict, and every reason. */
import { inspectionNames } from '@livephoto/core';
import type { PhotoResult } from '../batch/photo-result.ts';
import { findingsOf } from '../batch/tally.ts';
import { evidenceParts, formatImage } from '../view/format.ts';
import { printable } from '../view/printable.ts';
import { type Html, html } from './html.ts';

export function card({ name, report, error, thumbnail, earlier }: PhotoResult): Html {
  const verdict = report ? (report.accepted ? 'accepted' : 'refused') : 'unreadable';
  const reasons = report ? findingsOf(report) : error ? [error.type] : [];
  const picture = thumbnail
    ? html`<img loading="lazy" alt="" src="data:image/jpeg;base64,${Buffer.from(thumbnail).toString('base64')}">`
    : html`<span class="none">${earlier ? 'inspected in an earlier run' : 'no picture'}</span>`;
  const shown = name === '-' ? 'standard input' : printable(name);
  return html`<article data-verdict="${verdict}" data-reasons="${reasons.join(' ')}" data-name="${name.toLowerCase()}">
<div class="picture">${picture}</div>
<h3 title="${shown}">${shown}</h3>
<p class="verdict ${verdict}">${verdict}</p>
${report ? details(report) : html`<p>${error?.message ?? ''}</p>`}
</article>
`;
}

function details(report: NonNullable<PhotoResult['report']>): Html {
  const parts = evidenceParts(report);
  const messages = inspectionNames.flatMap((name) => report.inspections[name].findings);
  return html`<p class="quiet">${formatImage(report.image)}</p>
<dl>${inspectionNames.map((name) => {
    const { score, outcome } = report.inspections[name];
    return html`<div title="${parts[name].join(', ')}"><dt>${name}</dt><dd class="${outcome}">${score ?? '–'}</dd></div>`;
  })}</dl>
${messages.length > 0 ? html`<ul>${messages.map(({ message }) => html`<li>${message}</li>`)}</ul>` : ''}`;
}
