/** What was asked, seen and found in each try of a session, the last one first. */
import type { MotionEvidence } from '@livephoto/core';
import type { SessionDetails } from '../stored/api-client.ts';
import { checkWords, signalWords } from './motion-words.ts';
import { TrackChart } from './track-chart.tsx';

type Try = SessionDetails['tries'][number];

export function SessionReport({ details }: { readonly details: SessionDetails }) {
  const { state, attemptsLeft, tries } = details;
  return (
    <section class="live-report" aria-label="What was measured">
      <p class="quiet">
        The session is <b>{state}</b>
        {state === 'open' && `, with ${attemptsLeft} ${attemptsLeft === 1 ? 'try' : 'tries'} left`}.
      </p>
      {[...tries].reverse().map((entry) => (
        <TryReport key={entry.number} entry={entry} />
      ))}
    </section>
  );
}

function TryReport({ entry }: { readonly entry: Try }) {
  const { number, turns, outcome, findings, signals, report } = entry;
  const liveness = report?.inspections.liveness;
  const motion: MotionEvidence | undefined = liveness?.evidence.motion;
  const verdict = outcome === 'accepted' ? 'passed' : outcome === 'refused' ? 'failed' : 'skipped';
  return (
    <article class={`card ${verdict}`} aria-label={`Try ${number}`} data-outcome={outcome}>
      <header>
        <span class="mark" aria-hidden="true">
          {{ passed: '✓', failed: '✕', skipped: '–' }[verdict]}
        </span>
        <h2>Try {number}</h2>
        <span class="outcome">
          {outcome}
          {liveness?.score !== undefined && <b>{liveness.score}</b>}
        </span>
      </header>
      <p>
        Asked: <b>{turns.join(', ')}</b>
        {motion && (
          <>
            {' '}
            · seen: <b>{motion.seen.join(', ') || 'no turn'}</b>
          </>
        )}
      </p>
      {findings.length > 0 && (
        <ul class="findings">
          {findings.map(({ code, message }) => (
            <li key={code}>
              {message} <code>{code}</code>
            </li>
          ))}
        </ul>
      )}
      {motion && <Motion motion={motion} />}
      {signals && (
        <p class="quiet small">Camera's hints, which a page can be made to tell: {signalWords(signals)}.</p>
      )}
    </article>
  );
}

function Motion({ motion }: { readonly motion: MotionEvidence }) {
  return (
    <>
      <TrackChart motion={motion} />
      {motion.turns.length > 0 && (
        <div class="live-table">
          <table>
            <thead>
              <tr>
                <th scope="col">Turn</th>
                <th scope="col">Angle</th>
                <th scope="col">Parallax</th>
                <th scope="col">Shape</th>
                <th scope="col">Width</th>
                <th scope="col">Score</th>
              </tr>
            </thead>
            <tbody>
              {motion.turns.map(({ direction, angle, parallax, shape, width, score }) => (
                <tr key={`${direction} ${angle}`}>
                  <th scope="row">{direction}</th>
                  <td>{angle}°</td>
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
            <span aria-hidden="true">{passed ? '✓' : '✕'}</span> {checkWords[name as keyof typeof checkWords]}
            <span class="visually-hidden">: {passed ? 'yes' : 'no'}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
