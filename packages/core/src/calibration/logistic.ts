/** Logistic regression pulled towards weights known beforehand: for a handful of inputs and any number of rows. */

export interface LogisticRow {
  readonly inputs: readonly number[];
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
  const gradient = weights.map((weight, i) => prior.strength[i]! * (weight - prior.weights[i]!));
  const hessian = weights.map((_, i) => weights.map((__, j) => (i === j ? prior.strength[i]! + 1e-9 : 0)));
  for (const { inputs, positive, weight } of rows) {
    const probability = 1 / (1 + Math.exp(-dot(weights, inputs)));
    const slope = weight * (probability - (positive ? 1 : 0));
    const curvature = weight * probability * (1 - probability);
    for (let i = 0; i < size; i++) {
      gradient[i]! += slope * inputs[i]!;
      for (let j = 0; j < size; j++) hessian[i]![j]! += curvature * inputs[i]! * inputs[j]!;
    }
  }
  return solve(hessian, gradient);
}

/** Gaussian elimination with partial pivoting; both arguments are used up. */
function solve(matrix: number[][], right: number[]): number[] {
  const size = right.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(matrix[row]![column]!) > Math.abs(matrix[pivot]![column]!)) pivot = row;
    }
    [matrix[column], matrix[pivot]] = [matrix[pivot]!, matrix[column]!];
    [right[column], right[pivot]] = [right[pivot]!, right[column]!];
    for (let row = column + 1; row < size; row++) {
      const factor = matrix[row]![column]! / matrix[column]![column]!;
      for (let k = column; k < size; k++) matrix[row]![k]! -= factor * matrix[column]![k]!;
      right[row]! -= factor * right[column]!;
    }
  }
  const solution = new Array<number>(size).fill(0);
  for (let row = size - 1; row >= 0; row--) {
    let rest = right[row]!;
    for (let k = row + 1; k < size; k++) rest -= matrix[row]![k]! * solution[k]!;
    solution[row] = rest / matrix[row]![row]!;
  }
  return solution;
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
