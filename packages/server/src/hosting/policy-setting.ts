/** The setting `policy`: a policy that comes with livephoto, a JSON file with the numbers that differ, or such JSON itself. */
import { LivePhotoError, type Policy, type PolicyName, parsePolicy, policies } from '@livephoto/core';
import { z } from 'zod';

/** Bytes of a file; a whole policy has about 1500. */
const largest = 1_000_000;

const names = Object.keys(policies).join(', ');

/** Not imported: Workers read this setting too, and have no files. */
const files = globalThis.process?.getBuiltinModule?.('node:fs');

/** A name stays one, so that help can print it. */
export const policySchema = z
  .string()
  .default('default')
  .transform((given, context): PolicyName | Policy => {
    try {
      return readPolicy(given.trim());
    } catch (error) {
      if (!(error instanceof LivePhotoError)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
      return z.NEVER;
    }
  });

/** @throws {LivePhotoError} `invalid_request`, as the end of a sentence that begins with the setting. */
function readPolicy(given: string): PolicyName | Policy {
  if (Object.hasOwn(policies, given)) return given as PolicyName;
  if (given.startsWith('{')) return parsePolicy(given, { subject: 'is no policy: it' });
  if (!given.toLowerCase().endsWith('.json')) {
    throw wrong(`must be one of ${names}, a file whose name ends in .json, or JSON`);
  }
  const name = given.slice(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1, -'.json'.length);
  return parsePolicy(readText(given), { name: name || undefined, subject: `is no policy: ${given}` });
}

function readText(path: string): string {
  if (!files) throw wrong('cannot be a file here: give the JSON that it holds');
  let problem: string;
  try {
    const stats = files.statSync(path);
    // Devices and pipes have no end, and say that they are empty.
    if (stats.isFile() && stats.size <= largest) return files.readFileSync(path, 'utf8');
    problem = stats.isFile()
      ? `which has ${stats.size} bytes, more than the ${largest} allowed`
      : 'which is no regular file';
  } catch (error) {
    problem = `which cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`;
  }
  throw wrong(`names the file ${path}, ${problem}`);
}

function wrong(message: string): LivePhotoError {
  return new LivePhotoError('invalid_request', message, { param: 'policy' });
}
