import type { LivenessHead } from '@livephoto/models';
import { describe, expect, it } from 'vitest';
import { modelFile } from '../../testing/files.ts';
import { fittedHead, readLivenessHead } from './liveness-head.ts';

const bytes = modelFile('liveness-head.json');
const read = (value: unknown) => readLivenessHead(new TextEncoder().encode(JSON.stringify(value)));
/** What is built, changed: everything in it may be anything. */
// biome-ignore lint/suspicious/noExplicitAny: the tests break every part of it on purpose
const changed = (change: (head: any) => void): unknown => {
  const head = JSON.parse(bytes.toString());
  change(head);
  return head;
};

describe('readLivenessHead', () => {
  it('reads what is built', () => {
    const head = readLivenessHead(bytes);
    expect(head.cues.map(({ name }) => name)).toEqual(['face', 'frame', 'frameFeatures']);
    expect(head.provenance.families.length).toBeGreaterThan(1);
  });

  it('takes a head of fewer cues, and bounds of what each may add', () => {
    const smaller = changed((head) => {
      head.cues = [{ name: 'face', biasShare: 1, contribution: { least: -4 } }];
      head.fusion = { bias: 1, face: 0.5 };
    });
    expect(read(smaller)).toEqual(smaller);
  });

  // biome-ignore lint/suspicious/noExplicitAny: as above
  it.each<[string, (head: any) => void, string]>([
    [
      'a later version',
      (head) => (head.version = 2),
      'version 2 and this version of livephoto reads version 1',
    ],
    ['no version', (head) => delete head.version, 'version undefined'],
    ['an unknown part', (head) => (head.veto = 3), 'veto is not known'],
    ['an unknown part of a cue', (head) => (head.cues[0].floor = 3), 'cues[0].floor is not known'],
    ['a cue that is not measured', (head) => (head.cues[1].name = 'pulse'), 'cues[1].name is "pulse"'],
    ['a name of Object.prototype', (head) => (head.cues[1].name = 'toString'), 'cues[1].name is "toString"'],
    ['a cue twice', (head) => (head.cues[1].name = 'face'), "'face' twice"],
    ['no cue', (head) => (head.cues = []), 'no cue'],
    [
      'too few numbers',
      (head) => head.cues[2].linear.weight.pop(),
      'cues[2].linear.weight has 511 numbers, and the cue is measured in 512',
    ],
    [
      'no numbers for a measurement of many',
      (head) => delete head.cues[2].linear,
      "cues[2].linear is missing: 'frameFeatures' is measured in 512",
    ],
    [
      'a text for a number',
      (head) => (head.cues[2].linear.mean[7] = '1'),
      'cues[2].linear.mean[7] must be a number',
    ],
    [
      'a number that JSON cannot hold',
      (head) => (head.fusion.bias = Number.NaN),
      'fusion.bias must be a number',
    ],
    [
      'nothing to divide by',
      (head) => (head.cues[2].linear.deviation[0] = 0),
      'cues[2].linear.deviation[0] must be above 0',
    ],
    ['no bound', (head) => (head.cues[2].linear.bound = 0), 'cues[2].linear.bound must be above 0'],
    [
      'a range turned round',
      (head) => (head.cues[2].range = { least: 2, most: 1 }),
      'cues[2].range.least is above',
    ],
    ['a bias that is shared out twice', (head) => (head.cues[0].biasShare = 1), 'add up to 1.3'],
    [
      'no weight for a cue',
      (head) => delete head.fusion.frameFeatures,
      'fusion.frameFeatures must be a number',
    ],
    ['a weight for no cue', (head) => (head.fusion.pulse = 1), 'fusion.pulse is not known'],
    ['nothing that knows people', (head) => delete head.person, 'person must be an object'],
    [
      'too few numbers to know people by',
      (head) => head.person.linear.mean.pop(),
      'person.linear.mean has 215 numbers, and the cue is measured in 216',
    ],
    ['no bias of it', (head) => (head.person.bias = null), 'person.bias must be a number'],
    ['no day', (head) => (head.provenance.date = 'today'), 'provenance.date must be'],
    [
      'a family without a name',
      (head) => (head.provenance.families[0].name = ''),
      'provenance.families[0].name',
    ],
    [
      'families that are no list',
      (head) => (head.provenance.families = {}),
      'provenance.families must be a list',
    ],
  ])('refuses %s, and says where', (_, change, message) => {
    expect(() => read(changed(change))).toThrow(
      expect.objectContaining({ type: 'model_invalid', message: expect.stringContaining(message) }),
    );
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['half of it', bytes.subarray(0, bytes.length >> 1)],
    ['a network', modelFile('spoof-net.onnx')],
    ['a list', new TextEncoder().encode('[]')],
    ['null', new TextEncoder().encode('null')],
  ])('refuses %s', (_, damaged) => {
    expect(() => readLivenessHead(damaged)).toThrow(
      expect.objectContaining({ type: 'model_invalid', message: expect.stringContaining('does not fit') }),
    );
  });
});

describe('fittedHead', () => {
  const head: LivenessHead = readLivenessHead(bytes);

  it('is the head itself for a policy without weights, and has those that a policy gives', () => {
    expect(fittedHead(head, 'sha256:1', {})).toEqual(head);
    expect(fittedHead(head, 'sha256:1', { head: 'sha256:1', fusion: { frameFeatures: 0 } }).fusion).toEqual({
      ...head.fusion,
      frameFeatures: 0,
    });
  });

  it('refuses weights that were fitted over another head, and weights of no cue', () => {
    const refused = (message: string) =>
      expect.objectContaining({
        type: 'invalid_request',
        param: 'policy',
        message: expect.stringContaining(message),
      });
    const other = { head: 'sha256:2', fusion: { bias: 1 } };
    expect(() => fittedHead(head, 'sha256:1', other)).toThrow(refused('livephoto calibrate'));
    const { frameFeatures: _, ...two } = head.fusion;
    expect(() => fittedHead({ ...head, fusion: two }, 'sha256:1', { fusion: { frameFeatures: 1 } })).toThrow(
      refused("'liveness.fusion.frameFeatures'"),
    );
  });
});
