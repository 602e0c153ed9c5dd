/** Logistic regression pulled towards weights known beforehand: for some hundred inputs and any number of rows. */

export interface LogisticRow {
  readonly inputs: ArrayLike<number>;
  readonly positive: boolean;
  /** How much this row counts. */
  readonly weight: number;
}

export interface LogisticPrior {
  /** Weight of each input, where the fit starts and what it is pulled towards. */
  readonly weights: readonly number[];
  /** How strongly each is pulled: rows' worth of certainty; 0 leaves it free. */
  readonly strength: readonly number[];
}

const maxSteps = 50;
const smallestStep = 1e-9;

/** Weights of greatest penalised likelihood, by Newton's method with halved steps. */
export function fitLogistic(rows: readonly LogisticRow[], prior: LogisticPrior): number[] {
  let weights = [...prior.weights];
  let loss = penalisedLoss(rows, prior, weights);
  for (let step = 0; step < maxSteps; step++) {
    const direction = newtonDirection(rows, prior, weights);
    let length = 1;
    let next = weights;
    let nextLoss = loss;
    do {
      next = weights.map((weight, i) => weight - length * direction[i]!);
      nextLoss = penalisedLoss(rows, prior, next);
      length /= 2;
    } while (nextLoss > loss && length > smallestStep);
    if (!(loss - nextLoss > smallestStep)) break;
    weights = next;
    loss = nextLoss;
  }
  return weights;
}

function penalisedLoss(
  rows: readonly LogisticRow[],
  prior: LogisticPrior,
  weights: readonly number[],
): number {
  let loss = 0;
  for (const { inputs, positive, weight } of rows) {
    const margin = (positive ? 1 : -1) * dot(weights, inputs);
    // log(1 + exp(-margin)), without overflow
    loss += weight * (Math.max(0, -margin) + Math.log1p(Math.exp(-Math.abs(margin))));
  }
  for (const [i, weight] of weights.entries()) {
    loss += (prior.strength[i]! * (weight - prior.weights[i]!) ** 2) / 2;
  }
  return loss;
}

function newtonDirection(
  rows: readonly LogisticRow[],
  prior: LogisticPrior,
  weights: readonly number[],
): number[] {
  const size = weights.length;
  const gradient = Float64Array.from(
    weights,
    (weight, i) => prior.strength[i]! * (weight - prior.weights[i]!),
  );
  // Symmetric: only the lower half is filled.
  const hessian = weights.map((_, i) => {
    const line = new Float64Array(i + 1);
    line[i] = prior.strength[i]! + 1e-9;
    return line;
  });
  for (const { inputs, positive, weight } of rows) {
    const probability = 1 / (1 + Math.exp(-dot(weights, inputs)));
    const slope = weight * (probability - (positive ? 1 : 0));
    const curvature = weight * probability * (1 - probability);
    for (let i = 0; i < size; i++) {
      gradient[i]! += slope * inputs[i]!;
      const line = hessian[i]!;
      const scaled = curvature * inputs[i]!;
      for (let j = 0; j <= i; j++) line[j]! += scaled * inputs[j]!;
    }
  }
  return solve(hessian, gradient);
}

/** Solves for a symmetric positive definite matrix, given by its lower half, by Cholesky's factors; it is used up. */
function solve(lower: Float64Array[], right: Float64Array): number[] {
  const size = right.length;
  for (let i = 0; i < size; i++) {
    const line = lower[i]!;
    for (let j = 0; j <= i; j++) {
      const other = lower[j]!;
      let rest = line[j]!;
      for (let k = 0; k < j; k++) rest -= line[k]! * other[k]!;
      line[j] = i === j ? Math.sqrt(rest) : rest / other[j]!;
    }
  }
  const solution = Array.from(right);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) solution[i]! -= lower[i]![k]! * solution[k]!;
    solution[i]! /= lower[i]![i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) solution[i]! -= lower[k]![i]! * solution[k]!;
    solution[i]! /= lower[i]![i]!;
  }
  return solution;
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
