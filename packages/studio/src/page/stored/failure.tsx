/** What went wrong with a call, every reason of a refusal, and a way to go on. */
import { useSpeech } from '../language/language.tsx';
import { findingText } from '../report/words.ts';
import { ApiError } from './api-client.ts';
import { errorText } from './error-text.ts';

interface Props {
  readonly title: string;
  readonly error: Error;
  readonly onRetry?: (() => void) | undefined;
}

export function Failure({ title, error, onRetry }: Props) {
  const speech = useSpeech();
  const reasons = error instanceof ApiError ? error.reasons : [];
  return (
    <div role="alert" class="note bad">
      <h2>{title}</h2>
      {reasons.length > 0 ? (
        <ul>
          {reasons.map((reason) => (
            <li key={reason.code}>{findingText(reason, speech)}</li>
          ))}
        </ul>
      ) : (
        <p>{errorText(error, speech)}</p>
      )}
      {onRetry && (
        <button type="button" onClick={onRetry}>
          {speech.texts.page.tryAgain}
        </button>
      )}
    </div>
  );
}
