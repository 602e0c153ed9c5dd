import { describe, expect, it } from 'vitest';
import { policies } from '../policy.ts';
import { modelFile } from '../testing/files.ts';
import { readLivenessHead } from '../vision/liveness/liveness-head.ts';
import { inspectLiveness } from './liveness.ts';

const { liveness } = policies.default;
const head = readLivenessHead(modelFile('liveness-head.json'));
const daylight = { brightness: 120, colour: 0.6 };
const genuine = { face: 6, frame: 5, features: 0.5, texture: 0.5 };

describe('inspectLiveness', () => {
  it('passes what every cue speaks for', () => {
    const result = inspectLiveness(genuine, daylight, liveness, head);
    expect(result).toMatchObject({ outcome: 'passed', findings: [] });
    expect(result.score).toBeGreaterThan(95);
    for (const cue of Object.values(result.evidence.cues!)) expect(cue).toBeGreaterThan(50);
  });

  it('refuses what they speak against, with one finding that carries the score', () => {
    const result = inspectLiveness(
      { face: -6, frame: -4, features: -1, texture: -1 },
      daylight,
      liveness,
      head,
    );
    expect(result.outcome).toBe('failed');
    expect(result.findings).toEqual([
      expect.objectContaining({ code: 'presentation_attack_suspected', score: result.score }),
    ]);
    expect(result.score).toBeLessThan(5);
  });

  it.each([
    ['frame', { ...genuine, face: -1, frame: -12 }, /edge of a screen/],
    ['texture', { ...genuine, face: -1, frame: -1, texture: -4 }, /skin/],
    ['face', { ...genuine, face: -12, frame: -1 }, /photo of a picture/],
    ['features', { ...genuine, face: -1, frame: -1, features: -4 }, /photo of a picture/],
  ])('says what to do when the %s gave it away', (_, cues, message) => {
    const { findings } = inspectLiveness(cues, daylight, liveness, head);
    expect(findings[0]?.message).toMatch(message);
  });

  it.each([
    ['too dark', { ...daylight, brightness: liveness.minBrightness - 1 }, /too dark/],
    ['without colour', { ...daylight, colour: 0 }, /no colour/],
  ])('refuses what is %s, however sure the cues are, and says what to do', (_, light, message) => {
    const result = inspectLiveness(genuine, light, liveness, head);
    expect(result.outcome).toBe('failed');
    expect(result.score).toBeLessThan(100 * liveness.minScore);
    expect(result.findings[0]?.message).toMatch(message);
  });

  it('asks more under the strict policy', () => {
    // As likely a person as not.
    const { bias, face, frame } = head.fusion;
    const margin = -bias / (face! + frame!);
    const doubtful = { face: margin, frame: margin, features: 0, texture: 0 };
    expect(inspectLiveness(doubtful, daylight, liveness, head).outcome).toBe('passed');
    expect(inspectLiveness(doubtful, daylight, policies.strict.liveness, head).outcome).toBe('failed');
  });
});
