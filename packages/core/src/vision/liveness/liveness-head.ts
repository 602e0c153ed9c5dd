/** The liveness head in the model folder: read, held against what this version measures, and fitted with a policy's weights. */
import type { LivenessCueName, LivenessHead } from '@livephoto/models';
import { LivePhotoError } from '../../contract/errors.ts';
import type { LivenessPolicy } from '../../policy.ts';
import type { LivenessSignals } from './cues.ts';
import { featureCount, personFeatureCount, toneCount } from './tuning.ts';

/** What each cue is measured on: how many numbers, and which. */
export const cueMeasurements: Readonly<
  Record<
    LivenessCueName,
    { readonly length: number; readonly of: (signals: LivenessSignals) => ArrayLike<number> }
  >
> = {
  face: { length: 1, of: ({ faceMargin }) => [faceMargin] },
  frame: { length: 1, of: ({ frameMargin }) => [frameMargin] },
  faceFeatures: { length: featureCount, of: ({ faceFeatures }) => faceFeatures },
  frameFeatures: { length: featureCount, of: ({ frameFeatures }) => frameFeatures },
  skinTones: { length: toneCount, of: ({ skinTones }) => skinTones },
};

/**
 * @param bytes JSON of a `LivenessHead`.
 * @throws {LivePhotoError} `model_invalid`, naming the part that is damaged, of another version, or of cues that this
 *   version does not measure.
 */
export function readLivenessHead(bytes: Uint8Array): LivenessHead {
  let head: unknown;
  try {
    head = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw unfit('it is not JSON', cause);
  }
  const top = members(head, 'it', ['version', 'cues', 'fusion', 'person', 'provenance']);
  if (top.version !== 1) {
    throw unfit(
      `it is of version ${JSON.stringify(top.version)} and this version of livephoto reads version 1`,
    );
  }
  const names = list(top.cues, 'cues').map((cue, i) => checkCue(cue, `cues[${i}]`));
  if (names.length === 0) throw unfit('it has no cue');
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw unfit(`it has the cue '${twice}' twice`);
  const whole = (head as LivenessHead).cues.reduce((sum, { biasShare }) => sum + biasShare, 0);
  if (Math.abs(whole - 1) > 1e-9) throw unfit(`the biasShares of its cues add up to ${whole} and not to 1`);

  const fusion = members(top.fusion, 'fusion', ['bias', ...names]);
  for (const name of ['bias', ...names]) number(fusion[name], `fusion.${name}`);
  const person = members(top.person, 'person', ['linear', 'bias']);
  checkLinear(person.linear, 'person.linear', personFeatureCount);
  number(person.bias, 'person.bias');
  checkProvenance(top.provenance);
  return head as LivenessHead;
}

/**
 * The head with a policy's weights in place of its own.
 * @param hash `sha256:<hex>` of the head's file.
 * @throws {LivePhotoError} `invalid_request` (param `policy`) when they were fitted over another head, or name a cue that
 *   this one does not have.
 */
export function fittedHead(
  head: LivenessHead,
  hash: string | undefined,
  { fusion: weights = {}, head: wanted }: Pick<LivenessPolicy, 'fusion' | 'head'>,
): LivenessHead {
  if (wanted !== undefined && wanted !== hash) {
    throw new LivePhotoError(
      'invalid_request',
      `The policy's 'liveness.fusion' was fitted over the liveness head ${wanted}, and the one in use is ${hash}: run 'livephoto calibrate' again`,
      { param: 'policy' },
    );
  }
  const stranger = Object.keys(weights).find((name) => !Object.hasOwn(head.fusion, name));
  if (stranger !== undefined) {
    throw new LivePhotoError(
      'invalid_request',
      `The policy sets 'liveness.fusion.${stranger}', and the liveness head in use has only ${Object.keys(head.fusion).join(', ')}`,
      { param: 'policy' },
    );
  }
  return { ...head, fusion: { ...head.fusion, ...weights } };
}

function checkCue(value: unknown, at: string): LivenessCueName {
  const cue = members(value, at, ['name', 'linear', 'range', 'contribution', 'biasShare']);
  const { name } = cue;
  if (typeof name !== 'string' || !isCueName(name)) {
    throw unfit(
      `${at}.name is ${JSON.stringify(name)}, and this version of livephoto measures ${Object.keys(cueMeasurements).join(', ')}`,
    );
  }
  const { length } = cueMeasurements[name];
  if (cue.linear !== undefined) checkLinear(cue.linear, `${at}.linear`, length);
  else if (length !== 1) throw unfit(`${at}.linear is missing: '${name}' is measured in ${length} numbers`);
  checkRange(cue.range, `${at}.range`);
  checkRange(cue.contribution, `${at}.contribution`);
  const share = number(cue.biasShare, `${at}.biasShare`);
  if (share < 0 || share > 1) throw unfit(`${at}.biasShare must be from 0 to 1`);
  return name;
}

function checkLinear(value: unknown, at: string, length: number): void {
  const linear = members(value, at, ['mean', 'deviation', 'weight', 'bound']);
  for (const part of ['mean', 'deviation', 'weight']) {
    const numbers = list(linear[part], `${at}.${part}`);
    if (numbers.length !== length) {
      throw unfit(`${at}.${part} has ${numbers.length} numbers, and the cue is measured in ${length}`);
    }
    for (const [i, each] of numbers.entries()) {
      const found = number(each, `${at}.${part}[${i}]`);
      if (part === 'deviation' && found <= 0) throw unfit(`${at}.${part}[${i}] must be above 0`);
    }
  }
  if (number(linear.bound, `${at}.bound`) <= 0) throw unfit(`${at}.bound must be above 0`);
}

function checkRange(value: unknown, at: string): void {
  if (value === undefined) return;
  const range = members(value, at, ['least', 'most']);
  for (const side of Object.keys(range)) number(range[side], `${at}.${side}`);
  const { least = -Infinity, most = Infinity } = range as { least?: number; most?: number };
  if (least > most) throw unfit(`${at}.least is above ${at}.most`);
}

function checkProvenance(value: unknown): void {
  const { method, date, prior, families } = members(value, 'provenance', [
    'method',
    'date',
    'prior',
    'families',
  ]);
  text(method, 'provenance.method');
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text(date, 'provenance.date')))
    throw unfit('provenance.date must be YYYY-MM-DD');
  const share = number(prior, 'provenance.prior');
  if (share <= 0 || share >= 1) throw unfit('provenance.prior must be between 0 and 1');
  for (const [i, each] of list(families, 'provenance.families').entries()) {
    const at = `provenance.families[${i}]`;
    const family = members(each, at, ['name', 'genuine', 'attacks', 'terms']);
    text(family.name, `${at}.name`);
    if (family.terms !== undefined) text(family.terms, `${at}.terms`);
    number(family.genuine, `${at}.genuine`);
    number(family.attacks, `${at}.attacks`);
  }
}

/** A part that this version does not know might change the verdict, so it is refused and not passed over. */
function members(value: unknown, at: string, known: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw unfit(`${at} must be an object`);
  }
  const stranger = Object.keys(value).find((name) => !known.includes(name));
  if (stranger !== undefined) {
    throw unfit(`${at === 'it' ? '' : `${at}.`}${stranger} is not known to this version of livephoto`);
  }
  return value as Record<string, unknown>;
}

function list(value: unknown, at: string): readonly unknown[] {
  if (!Array.isArray(value)) throw unfit(`${at} must be a list`);
  return value;
}

function number(value: unknown, at: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw unfit(`${at} must be a number`);
  return value;
}

function text(value: unknown, at: string): string {
  if (typeof value !== 'string' || value === '') throw unfit(`${at} must be a text that is not empty`);
  return value;
}

function isCueName(name: string): name is LivenessCueName {
  return Object.hasOwn(cueMeasurements, name);
}

function unfit(problem: string, cause?: unknown): LivePhotoError {
  return new LivePhotoError(
    'model_invalid',
    `The liveness head does not fit: ${problem}. Use the models that come with this version, or run 'pnpm models build' again`,
    { cause },
  );
}
