/** Reads `--policy`: one that comes with livephoto by its name, or a JSON file that changes numbers of one. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { LivePhotoError, type Policy, type PolicyName, policies } from '@livephoto/core';
import { fileError } from './file-error.ts';

/**
 * The policy that `wanted` names. A file holds the sections and numbers that differ, and may say which policy it
 * starts from (`"extends"`, else `default`) and what it is called (`"name"`, else the file's name):
 * `{ "extends": "strict", "orientation": { "maxYaw": 12 } }`.
 * @throws {LivePhotoError} `invalid_request` (param `policy`), `resource_not_found`.
 */
export async function readPolicy(wanted: string): Promise<Policy> {
  if (isPolicyName(wanted)) return policies[wanted];
  if (!wanted.toLowerCase().endsWith('.json')) {
    throw invalid(`There is no policy '${wanted}': choose ${names()}, or a file whose name ends in .json`);
  }
  let text: string;
  try {
    text = await readFile(wanted, 'utf8');
  } catch (error) {
    const { type, message } = fileError(wanted, error);
    throw new LivePhotoError(type, `The policy file ${wanted}: ${message}`, {
      param: 'policy',
      cause: error,
    });
  }
  return parsePolicy(text, basename(wanted).slice(0, -'.json'.length), wanted);
}

/**
 * Checks and completes a policy file's text.
 * @param name what it is called unless it says so itself.
 * @param where names the file in errors.
 */
export function parsePolicy(text: string, name: string, where: string): Policy {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (cause) {
    throw invalid(`The policy file ${where} is not JSON: ${(cause as Error).message}`, cause);
  }
  if (!isRecord(given)) throw invalid(`The policy file ${where} must hold one JSON object`);
  const { extends: from = 'default', name: ownName = name, ...sections } = given;
  if (typeof from !== 'string' || !isPolicyName(from)) {
    throw invalid(`The policy file ${where}: "extends" must be one of ${names()}`);
  }
  if (typeof ownName !== 'string' || ownName === '') {
    throw invalid(`The policy file ${where}: "name" must be a text that is not empty`);
  }
  const changed = override(policies[from], sections, '', where);
  return { ...changed, name: ownName } as unknown as Policy;
}

/** `base` with the numbers of `given` in place of its own; what `base` does not have is refused. */
function override(
  base: object,
  given: Record<string, unknown>,
  path: string,
  where: string,
): Record<string, unknown> {
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(given)) {
    const expected = ownValue(base, key);
    const name = path + key;
    if (isRecord(expected)) {
      if (!isRecord(value)) throw invalid(`The policy file ${where}: '${name}' must be an object`);
      result[key] = override(expected, value, `${name}.`, where);
    } else if (typeof expected === 'number') {
      // A weight of evidence may speak against; every other number is a size, a share or an angle.
      const least = path === 'liveness.fusion.' ? -Infinity : 0;
      if (typeof value !== 'number' || value < least) {
        throw invalid(
          `The policy file ${where}: '${name}' must be a number${least === 0 ? ' of 0 or more' : ''}`,
        );
      }
      result[key] = value;
    } else {
      const known = Object.keys(base).filter((other) => other !== 'name');
      throw invalid(`The policy file ${where} sets '${name}': there is only ${known.join(', ')}`);
    }
  }
  return result;
}

function ownValue(holder: object, key: string): unknown {
  return Object.hasOwn(holder, key) ? (holder as Record<string, unknown>)[key] : undefined;
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
