/** Says how far the models are, and what to do when they do not come. */
import { formatBytes } from '../report/words.ts';
import type { InspectorState } from './use-inspector.ts';

interface Props {
  readonly state: InspectorState;
  onRetry(): void;
}

export function LoadingNote({ state, onRetry }: Props) {
  if (state.state === 'ready') return null;
  if (state.state === 'failed') {
    return (
      <div role="alert" class="note bad">
        <h2>Photos cannot be inspected in this page</h2>
        <p>{state.message}</p>
        <button type="button" onClick={onRetry}>
          Try again
        </button>
      </div>
    );
  }
  const { loaded, total } = state;
  const known = total > 0;
  return (
    <div class="note loading">
      <label for="models-progress">
        {known && loaded >= total
          ? 'Starting the models…'
          : 'Loading the models, once; your browser keeps them'}
      </label>
      <progress id="models-progress" max={known ? total : undefined} value={known ? loaded : undefined} />
      <span class="quiet small">{known ? `${formatBytes(loaded)} of ${formatBytes(total)}` : ''}</span>
    </div>
  );
}
