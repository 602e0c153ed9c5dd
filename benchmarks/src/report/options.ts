/** What the commands share of their options. */
import { InvalidArgumentError } from 'commander';

/** What the entry point knows and the command does not. */
export interface Surroundings {
  /** The repository's root. */
  readonly root: URL;
  /** As typed, for the report. */
  readonly command: string;
}

export function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1)
    throw new InvalidArgumentError('It must be a whole number from 1.');
  return count;
}
