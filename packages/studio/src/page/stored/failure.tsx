/** What went wrong with a call, every reason of a refusal, and a way to go on. */
import { ApiError } from './api-client.ts';

interface Props {
  readonly title: string;
  readonly error: Error;
  readonly onRetry?: (() => void) | undefined;
}

export function Failure({ title, error, onRetry }: Props) {
  const reasons = error instanceof ApiError ? error.reasons : [];
  return (
    <div role="alert" class="note bad">
      <h2>{title}</h2>
      {reasons.length > 0 ? (
        <ul>
          {reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      ) : (
        <p>{error.message}</p>
      )}
      {onRetry && (
        <button type="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}
