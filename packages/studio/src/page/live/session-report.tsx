/** What was asked, seen and found in each try of a session, the last one first. */
import type { MotionEvidence } from '@livephoto/core';
import { fillIn, useSpeech } from '../language/language.tsx';
import { findingText } from '../report/words.ts';
import type { SessionDetails } from '../stored/api-client.ts';
import { signalWords } from './motion-words.ts';
import { TrackChart } from './track-chart.tsx';

type Try = SessionDetails['tries'][number];

export function SessionReport({ details }: { readonly details: SessionDetails }) {
  const { live } = useSpeech().texts;
  const { state, attemptsLeft, tries } = details;
  const told = state !== 'open' ? live.state : attemptsLeft === 1 ? live.stateLast : live.stateOpen;
  return (
    <section class="live-report" aria-label={live.measured}>
      <p class="quiet">{fillIn(told, { state: live.states[state], count: attemptsLeft })}</p>
      {[...tries].reverse().map((entry) => (
        <TryReport key={entry.number} entry={entry} />
      ))}
    </section>
  );
}

function TryReport({ entry }: { readonly entry: Try }) {
  const speech = useSpeech();
  const { live } = speech.texts;
  const directions = (names: readonly string[]) =>
    names.map((name) => live.directions[name as keyof typeof live.directions] ?? name).join(', ');
  const { number, turns, outcome, findings, signals, report } = entry;
  const liveness = report?.inspections.liveness;
  const motion: MotionEvidence | undefined = liveness?.evidence.motion;
  const verdict = outcome === 'accepted' ? 'passed' : outcome === 'refused' ? 'failed' : 'skipped';
  return (
    <article class={`card ${verdict}`} aria-label={fillIn(live.attempt, { number })} data-outcome={outcome}>
      <header>
        <span class="mark" aria-hidden="true">
          {{ passed: '✓', failed: '✕', skipped: '–' }[verdict]}
        </span>
        <h2>{fillIn(live.attempt, { number })}</h2>
        <span class="outcome">
          {live.outcomes[outcome]}
          {liveness?.score !== undefined && <b>{liveness.score}</b>}
        </span>
      </header>
      <p>
        {live.asked} <b>{directions(turns)}</b>
        {motion && (
          <>
            {' '}
            · {live.seen} <b>{directions(motion.seen) || live.noTurn}</b>
          </>
        )}
      </p>
      {findings.length > 0 && (
        <ul class="findings">
          {findings.map((finding) => (
            <li key={finding.code}>
              {findingText(finding, speech)} <code>{finding.code}</code>
            </li>
          ))}
        </ul>
      )}
      {motion && <Motion motion={motion} />}
      {signals && <p class="quiet small">{fillIn(live.hints, { hints: signalWords(signals) })}</p>}
    </article>
  );
}

function Motion({ motion }: { readonly motion: MotionEvidence }) {
  const { live } = useSpeech().texts;
  const { columns } = live;
  return (
    <>
      <TrackChart motion={motion} />
      {motion.turns.length > 0 && (
        <div class="live-table">
          <table>
            <thead>
              <tr>
                <th scope="col">{columns.turn}</th>
                <th scope="col">{columns.angle}</th>
                <th scope="col">{columns.depth}</th>
                <th scope="col">{columns.relief}</th>
                <th scope="col">{columns.parallax}</th>
                <th scope="col">{columns.shape}</th>
                <th scope="col">{columns.width}</th>
                <th scope="col">{columns.score}</th>
              </tr>
            </thead>
            <tbody>
              {motion.turns.map(({ direction, angle, depth, relief, parallax, shape, width, score }) => (
                <tr key={`${direction} ${angle}`}>
                  <th scope="row">{live.directions[direction]}</th>
                  <td>{angle}°</td>
                  <td>{depth ?? '–'}</td>
                  <td>{relief ?? '–'}</td>
                  <td>{parallax}</td>
                  <td>{shape}</td>
                  <td>{width ?? '–'}</td>
                  <td>{score}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <ul class="live-checks">
        {Object.entries(motion.checks).map(([name, passed]) => (
          <li key={name} class={passed ? 'passed' : 'failed'}>
            <span aria-hidden="true">{passed ? '✓' : '✕'}</span>{' '}
            {live.checks[name as keyof typeof live.checks]}
            <span class="visually-hidden">: {passed ? live.yes : live.no}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
