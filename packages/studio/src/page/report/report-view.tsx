/** A photo with what was seen on it, the four verdicts, and the report itself. */
import { type InspectionName, inspectionNames, type SeenGeometry } from '@livephoto/core';
import type { ComponentChildren } from 'preact';
import { fillIn, useSpeech } from '../language/language.tsx';
import { InspectionCard } from './inspection-card.tsx';
import { JsonPanel } from './json-panel.tsx';
import { PhotoOverlay } from './photo-overlay.tsx';
import { type AnyReport, formatImage } from './words.ts';

interface Props {
  readonly name: string;
  /** Undefined where the image is gone. */
  readonly imageUrl: string | undefined;
  readonly report: AnyReport;
  /** Null for stored photos: the mesh is not kept. */
  readonly geometry: SeenGeometry | null;
  /** What can be done with the photo. */
  readonly actions?: ComponentChildren;
}

export function ReportView({ name, imageUrl, report, geometry, actions }: Props) {
  const { language, texts } = useSpeech();
  const words = texts.report;
  const total = report.timings.total;
  return (
    <article class="report" aria-label={name}>
      <header class={`verdict ${report.accepted ? 'passed' : 'failed'}`}>
        <h2 class="verdict-word">{report.accepted ? words.accepted : words.refused}</h2>
        <p class="name">{name}</p>
        <p class="quiet">
          {formatImage(report.image, words.pixels, language)}, {fillIn(words.policy, { name: report.policy })}
          {total === undefined ? '' : `, ${Math.round(total)} ms`}
        </p>
      </header>
      <div class="photo">
        {imageUrl === undefined ? (
          <p class="note">{words.destroyed}</p>
        ) : (
          <PhotoOverlay name={name} imageUrl={imageUrl} report={report} geometry={geometry} />
        )}
      </div>
      <div class="verdicts">
        {actions}
        {inspectionNames.map((each: InspectionName) => (
          <InspectionCard key={each} inspection={each} report={report} />
        ))}
      </div>
      <JsonPanel name={name} report={report} />
    </article>
  );
}
