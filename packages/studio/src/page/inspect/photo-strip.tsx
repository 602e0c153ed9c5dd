/** The row of photos that were tried; each with its verdict. */
import { fillIn, useSpeech } from '../language/language.tsx';
import { Picture } from './picture.tsx';
import type { Photos, TriedOutcome } from './use-photos.ts';

export function PhotoStrip({ photos }: { readonly photos: Photos }) {
  const { photos: words } = useSpeech().texts;
  if (photos.list.length === 0) return null;
  return (
    <ul class="strip" aria-label={words.label}>
      {photos.list.map(({ id, name, url, outcome }) => (
        <li key={id} class={verdictOf(outcome)}>
          <button
            type="button"
            class="thumb"
            aria-current={photos.selected?.id === id ? 'true' : undefined}
            aria-label={`${name}: ${words.verdicts[verdictOf(outcome)]}`}
            title={name}
            onClick={() => photos.select(id)}
          >
            <Picture class="thumb-image" url={url} alt="" />
          </button>
          <button
            type="button"
            class="remove"
            aria-label={fillIn(words.remove, { name })}
            onClick={() => photos.remove(id)}
          >
            ×
          </button>
        </li>
      ))}
    </ul>
  );
}

function verdictOf(outcome: TriedOutcome): 'accepted' | 'refused' | 'unreadable' | 'waiting' {
  if (outcome.state === 'done') return outcome.seen.report.accepted ? 'accepted' : 'refused';
  return outcome.state === 'failed' ? 'unreadable' : 'waiting';
}
