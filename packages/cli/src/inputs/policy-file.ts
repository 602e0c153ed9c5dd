/** Reads `--policy`: one that comes with livephoto by its name, or a JSON file that changes numbers of one. */
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { LivePhotoError, type Policy, type PolicyName, parsePolicy, policies } from '@livephoto/core';
import { fileError } from './file-error.ts';

/** Bytes; a whole policy has about 1500. */
const largest = 1_000_000;

/**
 * The policy that `wanted` names. A file holds the sections and numbers that differ, and may say which policy it
 * starts from (`"extends"`, else `default`) and what it is called (`"name"`, else the file's name):
 * `{ "extends": "strict", "orientation": { "maxYaw": 12 } }`.
 * @throws {LivePhotoError} `invalid_request` (param `policy`), `resource_not_found`.
 */
export async function readPolicy(wanted: string): Promise<Policy> {
  if (Object.hasOwn(policies, wanted)) return policies[wanted as PolicyName];
  const subject = `The policy file ${wanted}`;
  if (!wanted.toLowerCase().endsWith('.json')) {
    const names = Object.keys(policies).join(', ');
    throw invalid(`There is no policy '${wanted}': choose ${names}, or a file whose name ends in .json`);
  }
  let text: string;
  try {
    const stats = await stat(wanted);
    // Devices and pipes have no end, and say that they are empty.
    if (!stats.isFile()) throw invalid(`${subject} is no regular file`);
    if (stats.size > largest) {
      throw invalid(`${subject} has ${stats.size} bytes, more than the ${largest} allowed`);
    }
    text = await readFile(wanted, 'utf8');
  } catch (error) {
    if (error instanceof LivePhotoError) throw error;
    const { type, message } = fileError(wanted, error);
    throw new LivePhotoError(type, `${subject}: ${message}`, { param: 'policy', cause: error });
  }
  return parsePolicy(text, { name: basename(wanted).slice(0, -'.json'.length), subject });
}

function invalid(message: string): LivePhotoError {
  return new LivePhotoError('invalid_request', message, { param: 'policy' });
}
