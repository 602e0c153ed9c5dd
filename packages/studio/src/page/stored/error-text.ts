/** What went wrong with a call, in the language of the page. */
import type { Speech } from '../language/language.tsx';
import { ApiError } from './api-client.ts';

/** @returns in English what the API said itself. */
export function errorText(error: Error, { language, texts }: Pick<Speech, 'language' | 'texts'>): string {
  if (language === 'en' || !(error instanceof ApiError)) return error.message;
  const { errors } = texts.stored;
  return (Object.hasOwn(errors, error.type) ? errors[error.type] : undefined) ?? error.message;
}
