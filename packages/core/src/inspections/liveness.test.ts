import { describe, expect, it } from 'vitest';
import { type LivenessPolicy, policies } from '../policy.ts';
import { modelFile } from '../testing/files.ts';
import { readLivenessHead } from '../vision/liveness/liveness-head.ts';
import { inspectLiveness, type SeenLiveness } from './liveness.ts';

const { liveness } = policies.default;
const head = readLivenessHead(modelFile('liveness-head.json'));
/** As judged by `policy`; a person in daylight where nothing else is said. */
const inspect = (
  seen: Partial<SeenLiveness> & Pick<SeenLiveness, 'cues'>,
  policy: LivenessPolicy = liveness,
) => inspectLiveness({ person: 0.98, paperRim: 0, conditions: daylight, ...seen }, policy, head);

const daylight = { brightness: 120, colour: 0.6, quantiser: 6, bars: 0 };
const genuine = { face: 6, frame: 5, frameFeatures: 0.5 };

describe('inspectLiveness', () => {
  it('passes what every cue speaks for', () => {
    const result = inspect({ cues: genuine });
    expect(result).toMatchObject({ outcome: 'passed', findings: [] });
    expect(result.score).toBeGreaterThan(95);
    for (const cue of Object.values(result.evidence.cues!)) expect(cue).toBeGreaterThan(50);
  });

  it('refuses what they speak against, with one finding that carries the score', () => {
    const result = inspect({ cues: { face: -6, frame: -4, frameFeatures: -1 } });
    expect(result.outcome).toBe('failed');
    expect(result.findings).toEqual([
      expect.objectContaining({ code: 'presentation_attack_suspected', score: result.score }),
    ]);
    expect(result.score).toBeLessThan(5);
  });

  it.each([
    ['frame', { ...genuine, face: -1, frame: -12 }, /edge of a screen/],
    ['face', { ...genuine, face: -12, frame: -1 }, /photo of a picture/],
    ['features of the frame', { ...genuine, face: -1, frame: -1, frameFeatures: -4 }, /edge of a screen/],
  ])('says what to do when the %s gave it away', (_, cues, message) => {
    const { findings } = inspect({ cues });
    expect(findings[0]?.message).toMatch(message);
  });

  it.each([
    ['too dark', { ...daylight, brightness: liveness.minBrightness - 1 }, /too dark/],
    ['too bright', { ...daylight, brightness: liveness.maxBrightness + 1 }, /too bright/],
    ['without colour', { ...daylight, colour: 0 }, /no colour/],
    ['compressed to bits', { ...daylight, quantiser: liveness.maxQuantiser + 1 }, /compressed/],
  ])('does not vouch for what is %s, however sure the cues are, and says what to do', (_, light, message) => {
    const result = inspect({ cues: genuine, conditions: light });
    expect(result.outcome).toBe('failed');
    expect(result.score).toBeLessThan(50);
    expect(result.findings).toMatchObject([
      { code: 'liveness_not_assessable', message: expect.stringMatching(message) },
    ]);
  });

  it('calls a picture between bars a screenshot, and no attack', () => {
    const { findings } = inspect({ cues: genuine, conditions: { ...daylight, bars: 0.1 } });
    expect(findings).toMatchObject([{ code: 'screenshot_suspected' }]);
    expect(inspect({ cues: genuine, conditions: { ...daylight, bars: 0.01 } }).outcome).toBe('passed');
  });

  it('refuses a head with the rim of paper around it, whatever the cues say, and says why', () => {
    const result = inspect({ cues: genuine, paperRim: liveness.maxPaperRim + 1 });
    expect(result.outcome).toBe('failed');
    expect(result.findings).toMatchObject([
      {
        code: 'presentation_attack_suspected',
        score: 25,
        message: expect.stringMatching(/cut out of paper/),
      },
    ]);
    expect(inspect({ cues: genuine, paperRim: liveness.maxPaperRim }).outcome).toBe('passed');
  });

  it('refuses what shows no person, however live it looks, and suspects nobody', () => {
    const result = inspect({ cues: genuine, person: liveness.minPerson - 0.05 });
    expect(result.findings).toMatchObject([{ code: 'not_a_person', score: 42 }]);
    expect(result.score).toBeLessThan(50);
    expect(result.evidence.cues!.person).toBe(25);
    expect(inspect({ cues: genuine, person: liveness.minPerson }).outcome).toBe('passed');
    expect(result.findings[0]!.message).toMatch(/drawing, a statue or a toy and not/);
    const covered = inspect({ cues: genuine, person: 0.01, isPartOfFace: true });
    expect(covered.findings).toMatchObject([
      { code: 'not_a_person', message: expect.stringMatching(/whole face, with nothing over it/) },
    ]);
    // A doll in the dark: both are worth telling.
    const both = inspect({ cues: genuine, person: 0.01, conditions: { ...daylight, brightness: 1 } });
    expect(both.findings.map(({ code }) => code)).toEqual(['not_a_person', 'liveness_not_assessable']);
  });

  it.each(['default', 'strict'] as const)('scores below 50 exactly when it fails, under %s', (name) => {
    const policy = policies[name].liveness;
    const { bias, face, frame } = head.fusion;
    const asked = Math.log(policy.minScore / (1 - policy.minScore));
    const margin = (off: number) => (asked + off - bias) / (face! + frame!);
    for (const off of [-3, -0.4, -0.001, 0.001, 0.4, 3]) {
      const both = margin(off);
      const result = inspect({ cues: { face: both, frame: both, frameFeatures: 0 } }, policy);
      expect(result.outcome).toBe(off > 0 ? 'passed' : 'failed');
      expect(result.score! < 50).toBe(off < 0);
      expect(result.evidence.limits!.bonaFide).toBe(100 * policy.minScore);
    }
  });

  it('asks more under the strict policy', () => {
    // As likely a person as not.
    const { bias, face, frame } = head.fusion;
    const margin = -bias / (face! + frame!);
    const doubtful = { face: margin, frame: margin, frameFeatures: 0 };
    expect(inspect({ cues: doubtful }).outcome).toBe('passed');
    expect(inspect({ cues: doubtful }, policies.strict.liveness).outcome).toBe('failed');
  });
});
