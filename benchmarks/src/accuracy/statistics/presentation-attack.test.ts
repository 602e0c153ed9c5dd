import { describe, expect, it } from 'vitest';
import { type DecidedPresentation, type PadDecision, padRates } from './presentation-attack.ts';

const times = (n: number, decision: PadDecision, species?: string): DecidedPresentation[] =>
  Array.from({ length: n }, () => ({ decision, species }));

describe('padRates', () => {
  const rates = padRates([
    // 40 prints: 2 pass of 38 answered.
    ...times(36, 'attack', 'print'),
    ...times(2, 'bona fide', 'print'),
    ...times(2, 'no answer', 'print'),
    // 10 replays: 3 pass.
    ...times(7, 'attack', 'replay'),
    ...times(3, 'bona fide', 'replay'),
    // 50 bona fide: 4 refused of 48 answered.
    ...times(44, 'bona fide'),
    ...times(4, 'attack'),
    ...times(2, 'no answer'),
  ]);

  it('gives APCER of each species, of answered attacks only', () => {
    expect(rates.species.map(({ species, apcer }) => [species, apcer.hits, apcer.total])).toEqual([
      ['print', 2, 38],
      ['replay', 3, 10],
    ]);
  });

  it('reports the worst species, not the pooled rate', () => {
    // Pooled it would be 5 of 48; the standard takes the highest per species.
    expect(rates.worst?.species).toBe('replay');
    expect(rates.worst?.apcer.value).toBe(0.3);
  });

  it('gives BPCER and both non-response rates', () => {
    expect(rates.bpcer).toMatchObject({ hits: 4, total: 48 });
    expect(rates.bpnrr).toMatchObject({ hits: 2, total: 50 });
    expect(rates.species[0]!.apnrr).toMatchObject({ hits: 2, total: 40 });
    expect(rates.species[1]!.apnrr).toMatchObject({ hits: 0, total: 10 });
  });

  it('has a worst species even when no attack passes, and none without answered attacks', () => {
    expect(padRates(times(3, 'attack', 'mask')).worst?.apcer.value).toBe(0);
    expect(padRates(times(3, 'no answer', 'mask')).worst).toBeNull();
    expect(padRates(times(3, 'bona fide')).worst).toBeNull();
  });
});
