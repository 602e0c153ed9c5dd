/** Where the keyboard goes on when the button that was pressed went away with what it did. */
import { useEffect, useRef } from 'preact/hooks';

/**
 * Of the row with the photos: a sample is gone once it was taken, a photo once it was removed.
 * @param count of photos.
 * @returns attributes for the row's element.
 */
export function useKeptFocus(count: number) {
  const row = useRef<HTMLDivElement>(null);
  const last = useRef<Element | undefined>(undefined);
  // What may have gone goes with the number of photos.
  useEffect(() => {
    if (!last.current || last.current.isConnected) return;
    last.current = undefined;
    const next = row.current?.querySelector<HTMLElement>('[aria-current=true], .actions button');
    next?.focus();
  }, [count]);
  return {
    ref: row,
    onFocusIn: ({ target }: FocusEvent) => {
      if (target instanceof Element) last.current = target;
    },
  };
}
