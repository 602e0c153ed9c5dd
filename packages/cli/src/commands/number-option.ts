/** Options that take a number, refused while the command line is read: before anything is opened. */
import { InvalidArgumentError } from 'commander';

/**
 * A parser of whole numbers from `least` to `most`.
 * @throws {InvalidArgumentError} for anything else, saying which are taken.
 */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d{1,15}$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

/**
 * A parser of numbers from `least` to `most`, with or without decimals.
 * @throws {InvalidArgumentError} for anything else, saying which are taken.
 */
export function decimal(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d{1,15}(\.\d+)?$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a number from ${least} to ${most}.`);
  };
}
