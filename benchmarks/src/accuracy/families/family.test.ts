import { describe, expect, it } from 'vitest';
import { familyOf, speciesOfLabel } from './family.ts';

describe('familyOf', () => {
  it('is what the label says, else the source, parts of a collection together', () => {
    expect(familyOf({ source: 'webcam', extra: {} })).toBe('webcam');
    expect(familyOf({ source: 'crops__ada', extra: {} })).toBe('crops');
    expect(familyOf({ source: 'crops__ada', extra: { family: 'ada’s phone' } })).toBe('ada’s phone');
  });
});

it('knows a species of attacks alone', () => {
  expect(speciesOfLabel({ label: 'real', extra: { attack: 'print' } })).toBeUndefined();
  expect(speciesOfLabel({ label: 'spoof', extra: { attack: 'print' } })).toBe('print');
  expect(speciesOfLabel({ label: 'spoof', extra: {} })).toBe('unstated');
});
