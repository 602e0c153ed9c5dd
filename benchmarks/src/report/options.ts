/** What the commands share of their options. */
import { type Command, InvalidArgumentError } from 'commander';

/** What the entry point knows and a command does not. */
export interface Surroundings {
  /** The repository's root. */
  readonly root: URL;
  /** As typed, for the report. */
  readonly command: string;
}

export interface OutputOptions {
  readonly json?: string;
  readonly html?: string;
  readonly plots?: string;
}

export function addOutputOptions(command: Command): Command {
  return command
    .option('--json <file>', 'write every figure, with machine and versions')
    .option('--html <file>', 'write one self-contained page with tables and charts')
    .option(
      '--plots <document>',
      'write the charts as SVG below images/plots beside this Markdown document, and show them between its marks',
    );
}

export function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1)
    throw new InvalidArgumentError('It must be a whole number from 1.');
  return count;
}

/** A parser of comma-separated names, each of which must be one of `known`. */
export function parseNames<T extends string>(known: readonly T[], what: string): (text: string) => T[] {
  return (text) => {
    const names = text
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
    const foreign = names.find((name) => !known.includes(name as T));
    if (foreign !== undefined || names.length === 0) {
      throw new InvalidArgumentError(`There is no ${what} ${foreign ?? ''}; there are ${known.join(', ')}.`);
    }
    return names as T[];
  };
}

/** For options that may be given several times. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}
