/** Times as the reader's own clock shows them. */
import type { Language } from '../language/messages.ts';

/** English in the browser's own way, which is British or American. */
export function formatTime(iso: string, language: Language): string {
  const wanted = language === 'en' ? undefined : language;
  return new Date(iso).toLocaleString(wanted, { dateStyle: 'medium', timeStyle: 'short' });
}
