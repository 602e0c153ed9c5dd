import { errorStatus } from '@livephoto/core';
import { describe, expect, it } from 'vitest';
import { type Language, languageNames, studioMessages } from './messages.ts';

/** Every text with the way to it. */
function flatten(messages: object, path = ''): [string, string][] {
  return Object.entries(messages).flatMap(([name, value]) =>
    typeof value === 'string'
      ? [[path + name, value] as [string, string]]
      : flatten(value, `${path}${name}.`),
  );
}

const english = new Map(flatten(studioMessages.en));
const places = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
/** The same word in both languages. */
const alike = new Set(['de.page.api', 'es.page.api', 'es.live.no']);

describe.each(Object.keys(studioMessages) as Language[])('the messages in %s', (language) => {
  const texts = flatten(studioMessages[language]);

  it('are all there, with the same places to fill in', () => {
    expect(texts.map(([path]) => path)).toEqual([...english.keys()]);
    for (const [path, text] of texts) {
      expect(text.trim(), path).toBe(text);
      expect(text, path).not.toBe('');
      expect(places(text), path).toEqual(places(english.get(path)!));
    }
  });

  it('name errors that exist', () => {
    const { photos, stored } = studioMessages[language];
    for (const type of Object.keys(photos.reasons)) expect(Object.keys(errorStatus)).toContain(type);
    const ours = ['unreachable', 'unknown'];
    for (const type of Object.keys(stored.errors))
      expect([...Object.keys(errorStatus), ...ours]).toContain(type);
  });
});

it.each(['de', 'es'] as const)('says nothing in English in %s', (language) => {
  const texts = flatten(studioMessages[language]);
  const same = texts.filter(
    ([path, text]) => text === english.get(path) && !alike.has(`${language}.${path}`),
  );
  expect(same).toEqual([]);
});

it('names every language in itself', () => {
  expect(Object.keys(languageNames)).toEqual(Object.keys(studioMessages));
});
