import { findingCodes } from '@livephoto/core';
import { describe, expect, it } from 'vitest';
import { captureErrorCodes } from '../capture-error.ts';
import { captureMessages, fillIn, type Messages, pickLanguage } from './messages.ts';

/** Every text with the way to it. */
function flatten(messages: object, path = ''): [string, string][] {
  return Object.entries(messages).flatMap(([name, value]) =>
    typeof value === 'string'
      ? [[path + name, value] as [string, string]]
      : flatten(value, `${path}${name}.`),
  );
}

describe.each(Object.entries(captureMessages) as [string, Messages][])(
  'the messages in %s',
  (language, messages) => {
    it('are all there, and no two languages say the same', () => {
      const english = new Map(flatten(captureMessages.en));
      const texts = flatten(messages);
      expect(texts.map(([path]) => path)).toEqual([...english.keys()]);
      for (const [path, text] of texts) {
        expect(text.trim(), path).toBe(text);
        expect(text, path).not.toBe('');
        if (language !== 'en') expect(text, path).not.toBe(english.get(path));
      }
    });

    it('have the places that are filled in, and no others', () => {
      const placesOf = (text: string) => text.match(/\{\w+\}/g) ?? [];
      for (const [path, text] of flatten(messages)) {
        const places = /^(downloading|sending)$/.test(path) ? ['{percent}'] : [];
        expect(placesOf(text), path).toEqual(path === 'session.attemptsLeft' ? ['{count}'] : places);
      }
    });

    it('know every finding and every error', () => {
      expect(Object.keys(messages.findings).sort()).toEqual(Object.values(findingCodes).flat().sort());
      expect(Object.keys(messages.errors).sort()).toEqual([...captureErrorCodes].sort());
    });
  },
);

describe('pickLanguage', () => {
  it.each([
    [['de-AT'], 'de'],
    [['ES'], 'es'],
    [['en_GB'], 'en'],
    [['fr', 'de'], 'de'],
    [['', null, undefined], 'en'],
    [['constructor'], 'en'],
  ] as const)('%j: %s', (wanted, language) => {
    expect(pickLanguage(wanted)).toBe(language);
  });
});

it('fills in what is known, and leaves the rest', () => {
  expect(fillIn('{percent} % of {what}', { percent: 34 })).toBe('34 % of {what}');
});
