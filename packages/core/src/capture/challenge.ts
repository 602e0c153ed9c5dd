/** What a capture asks of a person: turns of the head in an order that nobody knew before. */
import { type TurnDirection, turnDirections } from '../contract/capture-report.ts';
import { LivePhotoError } from '../contract/errors.ts';

/** What a person is asked to do, unknown before the try begins. */
export interface CaptureChallenge {
  /** In this order, each from the centre and back to it. */
  readonly turns: readonly TurnDirection[];
}

/** How many turns a challenge may have. */
export const turnCount = { min: 1, default: 2, max: 4 } as const;

/**
 * Draws a challenge: no turn is asked twice in a row, and one of them at least is to a side, as nodding alone shows little
 * of what is flat.
 *
 * @param count Turns, 1 to 4.
 * @param random A whole number from 0 to below `limit`, from a source that nobody can foresee.
 * @throws {LivePhotoError} `invalid_request` (param `turns`) for a count out of range.
 */
export function drawChallenge(
  count: number,
  random: (limit: number) => number = secureRandom,
): CaptureChallenge {
  if (!Number.isInteger(count) || count < turnCount.min || count > turnCount.max) {
    throw new LivePhotoError(
      'invalid_request',
      `A challenge has ${turnCount.min} to ${turnCount.max} turns, not ${count}`,
      { param: 'turns' },
    );
  }
  const turns: TurnDirection[] = [];
  while (turns.length < count) {
    const choices = turnDirections.filter((direction) => direction !== turns.at(-1));
    const allowed = count === 1 ? choices.filter((direction) => direction !== 'up') : choices;
    turns.push(allowed[random(allowed.length)]!);
  }
  return { turns };
}

/** @throws {LivePhotoError} `invalid_request` (param `challenge`) for what nobody could follow. */
export function assertChallenge({ turns }: CaptureChallenge): void {
  const wrong = turns.find((direction) => !turnDirections.includes(direction));
  const problem =
    turns.length < turnCount.min || turns.length > turnCount.max
      ? `asks for ${turns.length} turns; it may ask for ${turnCount.min} to ${turnCount.max}`
      : wrong !== undefined
        ? `asks for a turn '${String(wrong)}'; choose of ${turnDirections.join(', ')}`
        : turns.some((direction, i) => i > 0 && direction === turns[i - 1])
          ? 'asks twice in a row for the same turn'
          : turns.every((direction) => direction === 'up')
            ? 'asks for no turn to a side'
            : undefined;
  if (problem !== undefined) {
    throw new LivePhotoError('invalid_request', `The challenge ${problem}`, { param: 'challenge' });
  }
}

/** Without the bias of a remainder. */
function secureRandom(limit: number): number {
  const fair = 256 - (256 % limit);
  const byte = new Uint8Array(1);
  do crypto.getRandomValues(byte);
  while (byte[0]! >= fair);
  return byte[0]! % limit;
}
