/** Says how far the models are, and what a visitor can do when they do not come. */
import { fillIn, useSpeech } from '../language/language.tsx';
import { formatBytes } from '../report/words.ts';
import type { InspectorState } from './use-inspector.ts';

interface Props {
  readonly state: InspectorState;
  onRetry(): void;
}

export function LoadingNote({ state, onRetry }: Props) {
  const { language, texts } = useSpeech();
  const words = texts.models;
  if (state.state === 'ready') return null;
  if (state.state === 'failed') {
    return (
      <div role="alert" class="note bad">
        <h2>{words.failed}</h2>
        <p>{words[state.reason]}</p>
        {state.reason !== 'unsupported' && (
          <button type="button" onClick={onRetry}>
            {texts.page.tryAgain}
          </button>
        )}
        <details class="small">
          <summary>{words.forOperators}</summary>
          <p lang="en">{state.detail}</p>
        </details>
      </div>
    );
  }
  const { loaded, total } = state;
  const known = total > 0;
  const sizes = { loaded: formatBytes(loaded, language), total: formatBytes(total, language) };
  return (
    <div class="note loading">
      <label for="models-progress">{known && loaded >= total ? words.starting : words.loading}</label>
      <progress id="models-progress" max={known ? total : undefined} value={known ? loaded : undefined} />
      <span class="quiet small">{known ? fillIn(words.progress, sizes) : ''}</span>
    </div>
  );
}
