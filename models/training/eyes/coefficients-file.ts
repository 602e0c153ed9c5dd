/** Writes a fitted read-out of closed eyes as the source file that core reads it from, so that a new fit can be read as a diff. */
import type { EyesReadOut } from './fit-eyes.ts';

/** Of one; more digits would be noise of the photos that happened to be there. */
const unit = 1000;
/** Characters that a line may have. */
const lineWidth = 120;

export function coefficientsFile({ bias, weights }: EyesReadOut): string {
  const brief = (value: number) => `${Math.round(unit * value)},`;
  const lines = [`  ${brief(bias)}`, ''];
  for (const weight of weights) {
    const text = brief(weight);
    const line = lines.at(-1)!;
    if (line === '') lines[lines.length - 1] = `  ${text}`;
    else if (line.length + 1 + text.length > lineWidth) lines.push(`  ${text}`);
    else lines[lines.length - 1] = `${line} ${text}`;
  }
  return `/**
 * Weights of the read-out of closed eyes over \`describeEye\`: models/cards/eyes-open-readout.md says what they were fitted on.
 * Above zero speaks for closed lids. Written by \`pnpm bench eyes --out\`.
 */

// biome-ignore-all lint/suspicious/noApproximativeNumericConstant: what was fitted looks like a constant by chance
/** The bias, then one weight a number of the descriptor; written in thousandths, which weigh less. */
// biome-ignore format: eight directions of four rows and six columns
export const closedEyeReadOut: readonly number[] = [
${lines.join('\n')}
].map((weight) => weight / ${unit});
`;
}
