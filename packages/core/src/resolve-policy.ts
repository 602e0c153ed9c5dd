/** Makes a whole policy of what a caller gives: a name, a policy of his own, or the numbers that differ from one that comes with livephoto. */
import { LivePhotoError } from './contract/errors.ts';
import { type Policy, type PolicyName, policies } from './policy.ts';

type Changes<Section> = {
  readonly [Key in keyof Section]?: Section[Key] extends number | string | boolean | undefined
    ? Section[Key]
    : Changes<Section[Key]>;
};

/** The numbers that differ; a whole `Policy` is one as well. */
export interface PolicyChanges extends Changes<Omit<Policy, 'name'>> {
  /** Which policy they differ from; `default` when left out. */
  readonly extends?: PolicyName;
  /** What reports call it. */
  readonly name?: string;
}

/** How every adapter takes a policy. */
export type PolicyLike = PolicyName | PolicyChanges;

/** How a policy that is read, and errors in it, are called. */
export interface PolicyReading {
  /** What the policy is called unless it says so itself; `custom` when left out. */
  readonly name?: string | undefined;
  /** How errors call what is read; `The policy` when left out. */
  readonly subject?: string | undefined;
}

/** Characters of a policy as JSON; a whole one has about 1500. */
const longestText = 100_000;
const longestName = 100;

/** What a number may be, by its path; zero or more where nothing is said. */
const ranges: Readonly<Record<string, readonly [least: number, most: number]>> = {
  decodeLongestSide: [64, Infinity],
  'faces.maxCoarseDoubt': [0, 1],
  'faces.minCandidateScore': [0, 1],
  'faces.maxCandidates': [1, Infinity],
  'faces.sureScore': [0, 1],
  'faces.surePresence': [0, 1],
  'faces.minFullRangeScore': [0, 1],
  // Evidence is in logits: it may speak against.
  'faces.minEvidence': [-Infinity, Infinity],
  'faces.minTurnedEvidence': [-Infinity, Infinity],
  'faces.minEvidenceBeside': [-Infinity, Infinity],
  'faces.minEvidenceOfSmall': [-Infinity, Infinity],
  'faces.ignoreNarrowerThan': [0, 1],
  'orientation.maxYaw': [0, 180],
  'orientation.maxPitch': [0, 180],
  'orientation.maxRoll': [0, 180],
  'obstructions.maxOutside': [0, 1],
  'obstructions.minVisibility': [0, 100],
  'obstructions.minQuality': [0, 100],
  'liveness.minScore': [0, 1],
  'liveness.minPerson': [0, 1],
  'liveness.minBrightness': [0, 255],
  'liveness.maxBrightness': [0, 255],
  'liveness.minColour': [0, 1],
  'liveness.maxQuantiser': [0, 255],
  'liveness.maxBars': [0, 1],
  'liveness.maxPaperRim': [0, 255],
  'liveness.fusion': [-Infinity, Infinity],
  'motion.minScore': [0, 1],
  'motion.minYaw': [5, 60],
  'motion.minReach': [0, 60],
  'motion.maxStartYaw': [0, 60],
  'motion.minPitch': [5, 60],
  'motion.maxCentre': [1, 60],
  'motion.maxCentrePitch': [1, 60],
  'motion.maxStart': [0, 90],
  'motion.maxStep': [1, 90],
  'motion.parallax': [-Infinity, Infinity],
  'motion.shortTurn': [0, 90],
  'motion.shortParallax': [-Infinity, Infinity],
  'motion.shape': [-Infinity, Infinity],
  'motion.width': [-Infinity, Infinity],
  'motion.narrowWidth': [-Infinity, Infinity],
  'motion.narrowRelief': [-Infinity, Infinity],
  'motion.depth': [-Infinity, Infinity],
  'motion.reliefTurn': [0, 90],
  'motion.relief': [-Infinity, Infinity],
  'motion.minLikeness': [-1, 1],
  'motion.minScene': [-1, 1],
  'motion.maxExposureChange': [1, Infinity],
};

/** What no policy that comes with livephoto has, and a policy may have. Which cues there are the liveness head says. */
const optional = { 'liveness.head': 'text', 'liveness.fusion': 'numbers' } as const;

/**
 * @returns the policy of that name as it is; otherwise a new one, whole.
 * @throws {LivePhotoError} `invalid_request` (param `policy`), naming the field and what it may be.
 */
export function resolvePolicy(given: PolicyLike = 'default', reading: PolicyReading = {}): Policy {
  const { name: fallback = 'custom', subject = 'The policy' } = reading;
  if (typeof given === 'string') {
    if (isPolicyName(given)) return policies[given];
    throw invalid(`There is no policy '${given}'; choose one of ${names()}`);
  }
  if (!isRecord(given)) throw invalid(`${subject} must be one of ${names()}, or an object`);
  const { extends: from = 'default', name = fallback, ...sections } = given;
  if (typeof from !== 'string' || !isPolicyName(from)) {
    throw invalid(`${subject}: "extends" must be one of ${names()}`);
  }
  if (typeof name !== 'string' || name === '' || name.length > longestName) {
    throw invalid(`${subject}: "name" must be a text of 1 to ${longestName} characters`);
  }
  const { name: _, ...base } = policies[from];
  return { ...override(base, sections, '', subject), name } as unknown as Policy;
}

/**
 * A policy from the text of a JSON file that holds what `resolvePolicy` takes.
 * @throws {LivePhotoError} `invalid_request` (param `policy`).
 */
export function parsePolicy(text: string, reading: PolicyReading = {}): Policy {
  const { subject = 'The policy' } = reading;
  if (text.length > longestText) {
    throw invalid(`${subject} has ${text.length} characters, more than the ${longestText} allowed`);
  }
  let given: unknown;
  try {
    // Windows' editors put a mark in front.
    given = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw invalid(`${subject} is not JSON: ${(cause as Error).message}`, cause);
  }
  if (!isRecord(given)) throw invalid(`${subject} must hold one JSON object`);
  return resolvePolicy(given as PolicyChanges, reading);
}

/** `base` with the values of `given` in place of its own; what a policy does not have is refused. */
function override(
  base: object,
  given: Record<string, unknown>,
  path: string,
  subject: string,
): Record<string, unknown> {
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(given)) {
    const at = path + key;
    const expected = Object.hasOwn(base, key) ? (base as Record<string, unknown>)[key] : undefined;
    // What is there and undefined was left out.
    if (value === undefined && (expected !== undefined || Object.hasOwn(optional, at))) continue;
    if (isRecord(expected)) {
      if (!isRecord(value)) throw invalid(`${subject}: '${at}' must be an object`);
      result[key] = override(expected, value, `${at}.`, subject);
    } else if (typeof expected === 'number') {
      result[key] = checkNumber(value, at, subject);
    } else if (typeof expected === 'boolean') {
      if (typeof value !== 'boolean') throw invalid(`${subject}: '${at}' must be true or false`);
      result[key] = value;
    } else if (Object.hasOwn(optional, at)) {
      result[key] = checkOptional(value, at as keyof typeof optional, subject);
    } else {
      const known = [...Object.keys(base), ...Object.keys(optional).flatMap((name) => keyIn(name, path))];
      throw invalid(`${subject} sets '${at}': there is only ${known.join(', ')}`);
    }
  }
  return result;
}

function checkNumber(value: unknown, at: string, subject: string): number {
  const section = at.slice(0, at.lastIndexOf('.'));
  const [least, most] = ranges[at] ?? ranges[section] ?? [0, Infinity];
  if (typeof value === 'number' && Number.isFinite(value) && value >= least && value <= most) return value;
  const wanted =
    most < Infinity ? ` from ${least} to ${most}` : least > -Infinity ? ` of ${least} or more` : '';
  throw invalid(`${subject}: '${at}' must be a number${wanted}`);
}

function checkOptional(value: unknown, at: keyof typeof optional, subject: string): unknown {
  if (optional[at] === 'text') {
    if (typeof value === 'string' && /^sha256:[0-9a-f]{64}$/.test(value)) return value;
    throw invalid(`${subject}: '${at}' must be the hash of a model as reports name it, sha256:…`);
  }
  if (!isRecord(value)) throw invalid(`${subject}: '${at}' must be an object`);
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, checkNumber(each, `${at}.${key}`, subject)]),
  );
}

function keyIn(path: string, section: string): string[] {
  return path.startsWith(section) && section !== '' ? [path.slice(section.length)] : [];
}

function isPolicyName(name: string): name is PolicyName {
  return Object.hasOwn(policies, name);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function names(): string {
  return Object.keys(policies).join(', ');
}

function invalid(message: string, cause?: unknown): LivePhotoError {
  return new LivePhotoError('invalid_request', message, { param: 'policy', cause });
}
