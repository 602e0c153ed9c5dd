/** A report's names and numbers as a person reads them. */

import { fillIn } from '@livephoto/browser/capture/messages';
import { type InspectionReport, imageFormats } from '@livephoto/core';
import type { Speech } from '../language/language.tsx';
import type { Language, StudioMessages } from '../language/messages.ts';

export type AnyReport = InspectionReport<InspectionReport['image']['contentType'] | null>;

/** `183 KB`, `2.4 MB`, in German `2,4 MB`; decimal units. */
export function formatBytes(bytes: number, language: Language = 'en'): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} KB`;
  return `${formatNumber(bytes / 1_000_000, language, 1)} MB`;
}

/** Never rounded to what it passes: `50.1 MB` where 50 are allowed and there is one byte more. */
export function formatTooLarge(bytes: number, language: Language): string {
  return `${formatNumber(Math.ceil(bytes / 100_000) / 10, language, 1)} MB`;
}

/** `4.0` in English, `4,0` in German. */
export function formatNumber(value: number, language: Language, digits: number): string {
  return value.toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** `1920 × 1280 JPEG, 183 KB`. */
export function formatImage(
  { width, height, contentType, size }: AnyReport['image'],
  pixels = 'pixels',
  language: Language = 'en',
): string {
  const kind = contentType === null ? pixels : imageFormats[contentType].name;
  return `${width} × ${height} ${kind}, ${formatBytes(size, language)}`;
}

/** `leftEye` as `Left eye`; what has no name in the language by what it is called in the report. */
export function nameOf(key: string, names: StudioMessages['report']['names']): string {
  if (Object.hasOwn(names, key)) return names[key as keyof typeof names];
  const words = key.replace(/([A-Z])/g, ' $1').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The sentence of a finding. In English it is the API's own; a server may know findings that this page does not. */
export function findingText(
  { code, unclear, message }: { readonly code: string; readonly unclear?: true; readonly message: string },
  { language, capture }: Pick<Speech, 'language' | 'capture'>,
): string {
  if (language === 'en' || !Object.hasOwn(capture.findings, code)) return message;
  if (unclear && Object.hasOwn(capture.unclear, code)) {
    return capture.unclear[code as keyof typeof capture.unclear];
  }
  return capture.findings[code as keyof typeof capture.findings];
}

/** Why an inspection was skipped, as the language says it; `reason` itself where core says something new. */
export function skipReason(reason: string, known: StudioMessages['report']['skipReasons']): string {
  for (const [pattern, text] of Object.entries(known)) {
    const found = new RegExp(`^${pattern.replace(/\{\d\}/g, '([\\d.]+)')}$`).exec(reason);
    if (found) return fillIn(text, Object.fromEntries(found.slice(1).map((value, i) => [String(i), value])));
  }
  return reason;
}

/** Indented JSON, with rows of numbers kept on one line. */
export function formatJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(/\[[\s\d.,eE+-]*\]/g, (list) => list.replace(/\s+/g, ' '));
}
