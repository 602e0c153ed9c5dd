/** One inspection: its question, its verdict, the reasons, and what they rest on. */
import type { InspectionName } from '@livephoto/core';
import { Meter } from './meter.tsx';
import { type AnyReport, inspectionWords, nameOf } from './words.ts';

interface Props {
  readonly inspection: InspectionName;
  readonly report: AnyReport;
}

const marks = { passed: '✓', failed: '✕', skipped: '–' } as const;

export function InspectionCard({ inspection, report }: Props) {
  const { outcome, score, findings, reason } = report.inspections[inspection];
  const { title, question } = inspectionWords[inspection];
  return (
    <section class={`card ${outcome}`} aria-label={title} data-inspection={inspection} data-outcome={outcome}>
      <header>
        <span class="mark" aria-hidden="true">
          {marks[outcome]}
        </span>
        <h3>{title}</h3>
        <span class="outcome">
          {outcome}
          {score !== undefined && <b>{score}</b>}
        </span>
      </header>
      <p class="quiet small">{question}</p>
      {findings.length > 0 && (
        <ul class="findings">
          {findings.map(({ code, message }) => (
            <li key={code}>
              {message} <code>{code}</code>
            </li>
          ))}
        </ul>
      )}
      {reason !== undefined && <p>Skipped: {reason}.</p>}
      <Evidence inspection={inspection} report={report} />
    </section>
  );
}

function Evidence({ inspection, report }: Props) {
  const { faces, obstructions, orientation, liveness } = report.inspections;
  if (inspection === 'obstructions') {
    const { regions, quality, limits } = obstructions.evidence;
    // What the policy asks of; the rest of the components is in the report's JSON.
    const asked = Object.entries(quality ?? {}).filter(([name]) =>
      Object.hasOwn(limits?.quality ?? {}, name),
    );
    return (
      <>
        <Scores of={regions} limits={limits?.regions ?? {}} />
        <Scores of={Object.fromEntries(asked)} limits={limits?.quality ?? {}} />
      </>
    );
  }
  if (inspection === 'liveness') {
    const { cues, limits } = liveness.evidence;
    // Cues speak for or against; but for the person, none of them decides alone.
    return <Scores of={cues} limits={limits ? { person: limits.person } : {}} />;
  }
  if (inspection === 'faces') {
    const { count } = faces.evidence;
    return count === undefined ? null : <Facts of={[['Faces', String(count)]]} />;
  }
  const { yaw, pitch, roll, interEyeDistance } = orientation.evidence;
  const degrees = (name: string, value: number | undefined): [string, string][] =>
    value === undefined ? [] : [[name, `${value.toFixed(1)}°`]];
  return (
    <Facts
      of={[
        ...degrees('Yaw', yaw),
        ...degrees('Pitch', pitch),
        ...degrees('Roll', roll),
        ...(interEyeDistance === undefined
          ? []
          : ([['Eyes apart', `${Math.round(interEyeDistance)} px`]] as [string, string][])),
      ]}
    />
  );
}

function Facts({ of }: { readonly of: readonly (readonly [name: string, value: string])[] }) {
  if (of.length === 0) return null;
  return (
    <dl class="facts">
      {of.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

type Named = Readonly<Record<string, number | undefined>>;

function Scores({ of, limits }: { readonly of: Named | undefined; readonly limits: Named }) {
  const entries = Object.entries(of ?? {}).filter(
    (entry): entry is [string, number] => entry[1] !== undefined,
  );
  if (entries.length === 0) return null;
  return (
    <ul class="scores">
      {entries.map(([name, score]) => (
        <li key={name}>
          <span>{nameOf(name)}</span>
          <Meter value={score} limit={limits[name]} />
          <b class="score-value">{score}</b>
        </li>
      ))}
    </ul>
  );
}
