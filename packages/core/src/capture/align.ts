/** Lays one picture over another by the warp that suits its brightness best. */
import { brightnessAt } from './face-crop.ts';
import { solveLinear } from './solve-linear.ts';

/** Grey levels, squared, that a face varies by at least; one that varies less is blank. */
const leastContrast = 4;
/** A step that loses so much correlation leads nowhere. */
const lost = 0.02;
/** How stiff a sheet is, as a share of each bend's own weight. */
const stiffness = 1e-3;

/** A picture's brightness, `side` x `side`. */
export interface Grey {
  readonly data: Float64Array;
  readonly side: number;
}

/**
 * Eight numbers of a homography, and where the sheet may bend as well, four more: with x and y from −1 to 1 across the picture, pixels to the side
 * by x² and x³, down by x²y and x². So the picture on a sheet moves that is bent over an upright cylinder, or over any other upright form.
 */
export type Warp = readonly number[];
export const flatWarp = 8;
export const bentWarp = 12;

export interface Aligned {
  readonly warp: Warp;
  /** −1..1; undefined where there is nothing to compare. */
  readonly correlation: number | undefined;
}

/**
 * The warp of the highest correlation near `start`, by the enhanced correlation coefficient, forward and additive
 * (Evangelidis and Psarakis 2008: brighter light and more contrast change nothing).
 *
 * @param spots x, y of each pixel of `template` that counts.
 * @param start As many numbers as the warp has.
 * @returns The best of all steps.
 */
export function align(
  template: Grey,
  target: Grey,
  spots: Float64Array,
  start: Warp,
  steps: number,
): Aligned {
  const unknowns = start.length;
  let warp = start;
  let best: Aligned = { warp, correlation: undefined };
  for (let step = 0; step <= steps; step++) {
    const product = productsOf(template, target, spots, warp);
    const [seen, wanted] = [unknowns, unknowns + 1];
    const [tt, ww, tw] = [product(wanted, wanted), product(seen, seen), product(seen, wanted)];
    const least = (spots.length / 2) * leastContrast;
    if (tt < least || ww < least) break;
    const correlation = tw / Math.sqrt(tt * ww);
    if (correlation > (best.correlation ?? -Infinity)) best = { warp, correlation };
    else if (correlation < best.correlation! - lost) break;
    if (step === steps) break;
    const solved = solveBoth(unknowns, product);
    if (solved === undefined) break;
    const [sw, st] = solved;
    let [over, under] = [ww, tw];
    for (let k = 0; k < unknowns; k++) {
      over -= product(k, seen) * sw[k]!;
      under -= product(k, wanted) * sw[k]!;
    }
    if (!(under > 0)) break;
    const lambda = over / under;
    warp = warp.map((value, k) => value + lambda * st[k]! - sw[k]!);
  }
  return best;
}

/** Of what a step is solved from: each derivative by an unknown, what is seen, what is wanted, each without its mean. */
type Products = (k: number, l: number) => number;

function productsOf(template: Grey, { data, side }: Grey, spots: Float64Array, p: Warp): Products {
  const count = spots.length / 2;
  const bends = p.length > flatWarp;
  const [seen, wanted, one, terms] = [p.length, p.length + 1, p.length + 2, p.length + 3];
  const at = (u: number, v: number) => brightnessAt(data, side, u, v);
  const sums = new Float64Array(terms * terms);
  const row = new Float64Array(terms);
  row[one] = 1;
  for (let i = 0; i < spots.length; i += 2) {
    const [x, y] = [spots[i]!, spots[i + 1]!];
    const d = p[6]! * x + p[7]! * y + 1;
    const hu = (p[0]! * x + p[1]! * y + p[2]!) / d;
    const hv = (p[3]! * x + p[4]! * y + p[5]!) / d;
    let [u, v] = [hu, hv];
    const across = (2 * x + 1) / side - 1;
    const [square, down] = [across * across, (2 * y + 1) / side - 1];
    if (bends) {
      u += square * (p[8]! + p[9]! * across);
      v += square * (p[10]! * down + p[11]!);
    }
    const [slopeX, slopeY] = [(at(u + 1, v) - at(u - 1, v)) / 2, (at(u, v + 1) - at(u, v - 1)) / 2];
    const [gx, gy] = [slopeX / d, slopeY / d];
    const g = gx * hu + gy * hv;
    row[0] = gx * x;
    row[1] = gx * y;
    row[2] = gx;
    row[3] = gy * x;
    row[4] = gy * y;
    row[5] = gy;
    row[6] = -g * x;
    row[7] = -g * y;
    if (bends) {
      row[8] = slopeX * square;
      row[9] = slopeX * square * across;
      row[10] = slopeY * square * down;
      row[11] = slopeY * square;
    }
    row[seen] = at(u, v);
    row[wanted] = template.data[y * template.side + x]!;
    for (let k = 0; k < terms; k++) {
      const factor = row[k]!;
      for (let l = k; l < terms; l++) sums[k * terms + l]! += factor * row[l]!;
    }
  }
  return (k, l) => {
    const [low, high] = k < l ? [k, l] : [l, k];
    return sums[low * terms + high]! - (sums[low * terms + one]! * sums[high * terms + one]!) / count;
  };
}

/** Steps towards what is seen and what is wanted: one symmetric system, on columns scaled alike. */
function solveBoth(unknowns: number, product: Products): [Float64Array, Float64Array] | undefined {
  const columns = Array.from({ length: unknowns }, (_, k) => k);
  const scale = columns.map((k) => 1 / Math.sqrt(product(k, k) > 0 ? product(k, k) : 1));
  const right = [unknowns, unknowns + 1];
  const found = solveLinear(
    columns.map((k) => {
      const left = columns.map((l) => product(k, l) * scale[l]!);
      if (k >= flatWarp) left[k]! += stiffness / scale[k]!;
      return Float64Array.from([...left, ...right.map((r) => product(k, r))], (value) => value * scale[k]!);
    }),
  );
  if (found === undefined) return undefined;
  const [first, second] = found.map((solution) => solution.map((value, k) => value * scale[k]!));
  return [first!, second!];
}
