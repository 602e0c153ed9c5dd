/** One inspection: its question, its verdict, the reasons, and what they rest on. */
import type { InspectionName } from '@livephoto/core';
import { fillIn, useSpeech } from '../language/language.tsx';
import { Meter } from './meter.tsx';
import { type AnyReport, findingText, formatNumber, nameOf, skipReason } from './words.ts';

interface Props {
  readonly inspection: InspectionName;
  readonly report: AnyReport;
}

const marks = { passed: '✓', failed: '✕', skipped: '–' } as const;

export function InspectionCard({ inspection, report }: Props) {
  const { outcome, score, findings, reason } = report.inspections[inspection];
  const speech = useSpeech();
  const { report: words } = speech.texts;
  const { title, question } = words.inspections[inspection];
  return (
    <section class={`card ${outcome}`} aria-label={title} data-inspection={inspection} data-outcome={outcome}>
      <header>
        <span class="mark" aria-hidden="true">
          {marks[outcome]}
        </span>
        <h3>{title}</h3>
        <span class="outcome">
          {words.outcomes[outcome]}
          {score !== undefined && <b>{score}</b>}
        </span>
      </header>
      <p class="quiet small">{question}</p>
      {findings.length > 0 && (
        <ul class="findings">
          {findings.map((finding) => (
            <li key={finding.code}>
              {findingText(finding, speech)} <code>{finding.code}</code>
            </li>
          ))}
        </ul>
      )}
      {reason !== undefined && (
        <p>{fillIn(words.skipped, { reason: skipReason(reason, words.skipReasons) })}</p>
      )}
      <Evidence inspection={inspection} report={report} />
    </section>
  );
}

function Evidence({ inspection, report }: Props) {
  const { language, texts } = useSpeech();
  const words = texts.report;
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
    return count === undefined ? null : <Facts of={[[words.faceCount, String(count)]]} />;
  }
  const { yaw, pitch, roll, interEyeDistance } = orientation.evidence;
  const degrees = (name: string, value: number | undefined): [string, string][] =>
    value === undefined ? [] : [[name, `${formatNumber(value, language, 1)}°`]];
  return (
    <Facts
      of={[
        ...degrees(words.yaw, yaw),
        ...degrees(words.pitch, pitch),
        ...degrees(words.roll, roll),
        ...(interEyeDistance === undefined
          ? []
          : ([[words.eyesApart, `${Math.round(interEyeDistance)} px`]] as [string, string][])),
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
  const { names } = useSpeech().texts.report;
  const entries = Object.entries(of ?? {}).filter(
    (entry): entry is [string, number] => entry[1] !== undefined,
  );
  if (entries.length === 0) return null;
  return (
    <ul class="scores">
      {entries.map(([name, score]) => (
        <li key={name}>
          <span>{nameOf(name, names)}</span>
          <Meter value={score} limit={limits[name]} />
          <b class="score-value">{score}</b>
        </li>
      ))}
    </ul>
  );
}
