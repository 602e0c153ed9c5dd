/** Writes fitted linear heads as the source file that core judges by. */
import type { FittedReadOut, LinearReadOut } from '@livephoto/core';

/** @param provenance One sentence: what it was fitted on. */
export function coefficientsFile({ texture, features }: FittedReadOut, provenance: string): string {
  return `/**
 * Coefficients of the liveness heads: numbers over the features of an existing network, no network of their own.
 *
 * ${provenance}
 * Written by \`pnpm bench left-out\`; do not edit.
 */
import type { LinearReadOut } from './read-out.ts';
${declaration('textureReadOut', texture)}${declaration('featureReadOut', features)}`;
}

function declaration(name: string, readOut: LinearReadOut | undefined): string {
  if (readOut === undefined) return '';
  const { mean, deviation, weight } = readOut;
  return `
// biome-ignore format: rows of numbers
export const ${name}: LinearReadOut = {
  mean: [${numbers(mean)}],
  deviation: [${numbers(deviation)}],
  weight: [${numbers(weight)}],
};
`;
}

/** Four digits: more would be noise of the photos that happened to be there. */
function numbers(values: readonly number[]): string {
  return values.map((value) => String(Number(value.toPrecision(4)))).join(', ');
}
