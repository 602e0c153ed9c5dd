import { describe, expect, it } from 'vitest';
import { LivePhotoError } from './contract/errors.ts';
import { type Policy, type PolicyName, policies } from './policy.ts';
import { type PolicyChanges, parsePolicy, resolvePolicy } from './resolve-policy.ts';

const names = Object.keys(policies) as PolicyName[];
const refused = (message: string) =>
  expect.objectContaining({
    type: 'invalid_request',
    param: 'policy',
    message: expect.stringContaining(message),
  });
const reading = { name: 'mine', subject: 'The policy file mine.json' };
const hash = `sha256:${'0a'.repeat(32)}`;

describe('resolvePolicy', () => {
  it.each(names)('finds %s by name, and takes its numbers as they are', (name) => {
    expect(resolvePolicy(name)).toBe(policies[name]);
    const own: Policy = { ...policies[name], name: 'own' };
    expect(resolvePolicy(own)).toEqual(own);
    expect(resolvePolicy(JSON.parse(JSON.stringify(own)))).toEqual(own);
  });

  it('takes the default when nothing is given', () => {
    expect(resolvePolicy()).toBe(policies.default);
    expect(resolvePolicy({})).toEqual({ ...policies.default, name: 'custom' });
  });

  it('changes the numbers that are given and keeps the rest', () => {
    const changes: PolicyChanges = {
      extends: 'strict',
      name: 'kiosk',
      orientation: { maxYaw: 12 },
      obstructions: { minVisibility: { chin: 0 } },
      liveness: { fusion: { bias: -1.5, frameFeatures: 0 }, head: hash },
    };
    expect(resolvePolicy(changes)).toEqual({
      ...policies.strict,
      name: 'kiosk',
      orientation: { ...policies.strict.orientation, maxYaw: 12 },
      obstructions: {
        ...policies.strict.obstructions,
        minVisibility: { ...policies.strict.obstructions.minVisibility, chin: 0 },
      },
      liveness: { ...policies.strict.liveness, fusion: { bias: -1.5, frameFeatures: 0 }, head: hash },
    });
    expect(policies.strict.orientation.maxYaw).toBe(15);
  });

  it('takes what is there and undefined for left out', () => {
    const changes = { orientation: undefined, liveness: { minScore: undefined, fusion: undefined } };
    expect(resolvePolicy(changes as unknown as PolicyChanges)).toEqual({
      ...policies.default,
      name: 'custom',
    });
  });

  it.each(['paranoid', '', 'Default', 'toString', '__proto__'])(
    'refuses the name %j and says which there are',
    (name) => {
      expect(() => resolvePolicy(name as PolicyName)).toThrow(
        refused('choose one of default, strict, lenient, icao'),
      );
    },
  );

  it.each([7, null, true, ['strict']])('refuses %j', (value) => {
    expect(() => resolvePolicy(value as unknown as PolicyName)).toThrow(LivePhotoError);
  });
});

describe('parsePolicy', () => {
  const parse = (value: unknown) => parsePolicy(JSON.stringify(value), reading);

  it('calls a policy as it says, or as its file', () => {
    expect(parse({})).toEqual({ ...policies.default, name: 'mine' });
    expect(parse({ name: 'door' }).name).toBe('door');
    expect(parsePolicy('\uFEFF{"name":"door"}').name).toBe('door');
  });

  it.each([
    ['a list', [], 'one JSON object'],
    ['null', null, 'one JSON object'],
    ['an unknown base', { extends: 'constructor' }, '"extends" must be one of default'],
    ['an unknown section', { orientaton: {} }, "sets 'orientaton': there is only image,"],
    ['a section of Object.prototype', { toString: {} }, "sets 'toString'"],
    ['an unknown number', { orientation: { maxYawn: 3 } }, "'orientation.maxYawn': there is only maxYaw,"],
    ['an unknown number of liveness', { liveness: { min: 3 } }, 'maxPaperRim, head, fusion'],
    ['a text for a number', { orientation: { maxYaw: '3' } }, "'orientation.maxYaw' must be a number from 0"],
    ['a negative angle', { orientation: { maxYaw: -3 } }, 'must be a number from 0 to 180'],
    ['a negative size', { image: { maxBytes: -3 } }, "'image.maxBytes' must be a number of 0 or more"],
    ['a share above 1', { liveness: { minScore: 38 } }, "'liveness.minScore' must be a number from 0 to 1"],
    ['a picture too small to see', { decodeLongestSide: 0 }, "'decodeLongestSide' must be a number of 64"],
    [
      'a visibility above 100',
      { obstructions: { minVisibility: { chin: 101 } } },
      "'obstructions.minVisibility.chin' must be a number from 0 to 100",
    ],
    ['a number for a section', { orientation: 3 }, "'orientation' must be an object"],
    ['a number for the fusion', { liveness: { fusion: 3 } }, "'liveness.fusion' must be an object"],
    [
      'a text for a weight',
      { liveness: { fusion: { face: '1' } } },
      "'liveness.fusion.face' must be a number",
    ],
    ['another word for a head', { liveness: { head: 'newest' } }, "'liveness.head' must be the hash"],
    ['an empty name', { name: '' }, '"name" must be'],
    ['a name as long as a letter', { name: 'x'.repeat(101) }, '"name" must be'],
  ])('refuses %s and says where', (_, value, message) => {
    expect(() => parse(value)).toThrow(refused(message));
    expect(() => parse(value)).toThrow(/^The policy file mine\.json/);
  });

  it.each([
    ['half a file', '{', 'not JSON'],
    ['a key of the prototype', '{"__proto__":{"name":"x"}}', "sets '__proto__'"],
    ['a photo', 'x'.repeat(100_001), 'more than the 100000 allowed'],
    ['brackets without end', '['.repeat(90_000), 'not JSON'],
  ])('refuses %s', (_, text, message) => {
    expect(() => parsePolicy(text, reading)).toThrow(refused(message));
  });
});
