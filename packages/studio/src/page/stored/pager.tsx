/** Newer and older pages of a list; nothing where there is one page alone. */
import { fillIn, useSpeech } from '../language/language.tsx';

interface Props {
  readonly page: number;
  readonly pages: number;
  onPage(page: number): void;
}

export function Pager({ page, pages, onPage }: Props) {
  const { stored } = useSpeech().texts;
  if (pages <= 1) return null;
  return (
    <nav class="pager" aria-label={stored.pages}>
      <button type="button" disabled={page <= 1} onClick={() => onPage(page - 1)}>
        {stored.newer}
      </button>
      <span class="quiet">{fillIn(stored.pageOf, { page, pages })}</span>
      <button type="button" disabled={page >= pages} onClick={() => onPage(page + 1)}>
        {stored.older}
      </button>
    </nav>
  );
}
