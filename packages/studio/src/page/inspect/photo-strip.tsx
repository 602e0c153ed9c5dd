/** The row of photos that were tried; each with its verdict. */
import { Picture } from './picture.tsx';
import type { Photos, TriedOutcome } from './use-photos.ts';

export function PhotoStrip({ photos }: { readonly photos: Photos }) {
  if (photos.list.length === 0) return null;
  return (
    <ul class="strip" aria-label="Photos">
      {photos.list.map(({ id, name, url, outcome }) => (
        <li key={id} class={verdictOf(outcome)}>
          <button
            type="button"
            class="thumb"
            aria-current={photos.selected?.id === id ? 'true' : undefined}
            aria-label={`${name}: ${verdictOf(outcome)}`}
            title={name}
            onClick={() => photos.select(id)}
          >
            <Picture class="thumb-image" url={url} alt="" />
          </button>
          <button
            type="button"
            class="remove"
            aria-label={`Remove ${name}`}
            onClick={() => photos.remove(id)}
          >
            ×
          </button>
        </li>
      ))}
    </ul>
  );
}

function verdictOf(outcome: TriedOutcome): string {
  if (outcome.state === 'done') return outcome.seen.report.accepted ? 'accepted' : 'refused';
  return outcome.state === 'failed' ? 'unreadable' : 'waiting';
}
