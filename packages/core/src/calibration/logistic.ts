/** Logistic regression pulled towards weights known beforehand: for some thousand inputs and any number of rows. */

export interface LogisticRow {
  readonly inputs: ArrayLike<number>;
  readonly positive: boolean;
  /** How much this row counts. */
  readonly weight: number;
}

/** Where a fit is pulled to, so that few photos change little. */
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
  const problem = new Problem(rows, prior);
  let weights = Float64Array.from(prior.weights);
  let loss = problem.loss(weights);
  for (let step = 0; step < maxSteps; step++) {
    const direction = problem.newtonDirection(weights);
    let length = 1;
    let next = weights;
    let nextLoss = loss;
    do {
      next = weights.map((weight, i) => weight - length * direction[i]!);
      nextLoss = problem.loss(next);
      length /= 2;
    } while (nextLoss > loss && length > smallestStep);
    if (!(loss - nextLoss > smallestStep)) break;
    weights = next;
    loss = nextLoss;
  }
  return Array.from(weights);
}

/** A step need not be exact: the next one mends what it lacks. */
const residualShare = 1e-4;

/** All inputs in one array, row by row: a fit reads them some thousand times. */
class Problem {
  private readonly size: number;
  private readonly inputs: Float64Array;

  constructor(
    private readonly rows: readonly LogisticRow[],
    private readonly prior: LogisticPrior,
  ) {
    this.size = prior.weights.length;
    this.inputs = new Float64Array(rows.length * this.size);
    for (const [row, { inputs }] of rows.entries()) this.inputs.set(inputs, row * this.size);
  }

  loss(weights: Float64Array): number {
    let loss = 0;
    for (const [row, { positive, weight }] of this.rows.entries()) {
      const margin = (positive ? 1 : -1) * this.along(row, weights);
      // log(1 + exp(-margin)), without overflow
      loss += weight * (Math.max(0, -margin) + Math.log1p(Math.exp(-Math.abs(margin))));
    }
    for (const [i, weight] of weights.entries()) {
      loss += (this.prior.strength[i]! * (weight - this.prior.weights[i]!) ** 2) / 2;
    }
    return loss;
  }

  /** Solves for Newton's step by conjugate gradients: no matrix of all pairs of inputs is ever held. */
  newtonDirection(weights: Float64Array): Float64Array {
    const { rows, prior, inputs, size } = this;
    const gradient = weights.map((weight, i) => prior.strength[i]! * (weight - prior.weights[i]!));
    const pull = Float64Array.from(prior.strength, (strength) => strength + 1e-9);
    const diagonal = Float64Array.from(pull);
    const curvatures = rows.map(({ positive, weight }, row) => {
      const probability = 1 / (1 + Math.exp(-this.along(row, weights)));
      const curvature = weight * probability * (1 - probability);
      this.add(row, weight * (probability - (positive ? 1 : 0)), gradient);
      for (let i = 0, at = row * size; i < size; i++, at++)
        diagonal[i]! += curvature * inputs[at]! * inputs[at]!;
      return curvature;
    });
    const bend = (direction: Float64Array) => {
      const result = direction.map((value, i) => value * pull[i]!);
      for (const [row, curvature] of curvatures.entries()) {
        this.add(row, curvature * this.along(row, direction), result);
      }
      return result;
    };
    return solve(bend, diagonal, gradient);
  }

  private along(row: number, values: Float64Array): number {
    const { inputs, size } = this;
    let sum = 0;
    for (let i = 0, at = row * size; i < size; i++, at++) sum += inputs[at]! * values[i]!;
    return sum;
  }

  private add(row: number, factor: number, to: Float64Array): void {
    const { inputs, size } = this;
    for (let i = 0, at = row * size; i < size; i++, at++) to[i]! += factor * inputs[at]!;
  }
}

/** Conjugate gradients for a positive definite `bend`, preconditioned by its `diagonal`. */
function solve(
  bend: (direction: Float64Array) => Float64Array,
  diagonal: Float64Array,
  right: Float64Array,
): Float64Array {
  const solution = new Float64Array(right.length);
  const residual = Float64Array.from(right);
  const direction = residual.map((value, i) => value / diagonal[i]!);
  let energy = dot(residual, direction);
  const enough = energy * residualShare ** 2;
  for (let step = 0; step < 4 * right.length && energy > enough; step++) {
    const bent = bend(direction);
    const length = energy / dot(direction, bent);
    let next = 0;
    for (let i = 0; i < right.length; i++) {
      solution[i]! += length * direction[i]!;
      residual[i]! -= length * bent[i]!;
      next += (residual[i]! * residual[i]!) / diagonal[i]!;
    }
    for (let i = 0; i < right.length; i++) {
      direction[i] = residual[i]! / diagonal[i]! + (next / energy) * direction[i]!;
    }
    energy = next;
  }
  return solution;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
