/** 逻辑回归 with a ridge, by Newton's method: a dozen weights, a few steps. */
export interface Row {
  readonly x: readonly number[];
  readonly y: 0 | 1;
}

export interface Fit {
  readonly weights: readonly number[];
  /** Of the weights. */
  readonly covariance: readonly (readonly number[])[];
}

export const sigmoid = (z: number): number => (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)));

/** Inverse of a symmetric positive definite matrix. */
const inverse = (matrix: readonly (readonly number[])[]): number[][] => {
  const n = matrix.length;
  const work = matrix.map((row, i) => [...row, ...Array.from({ length: n }, (_, j) => (i === j ? 1 : 0))]);
  for (let column = 0; column < n; column += 1) {
    let pivot = column;
    for (let row = column + 1; row < n; row += 1)
      if (Math.abs(work[row]![column]!) > Math.abs(work[pivot]![column]!)) pivot = row;
    [work[column], work[pivot]] = [work[pivot]!, work[column]!];
    const top = work[column]!;
    const by = top[column]!;
    for (let j = 0; j < 2 * n; j += 1) top[j] = top[j]! / by;
    for (let row = 0; row < n; row += 1) {
      const factor = work[row]![column]!;
      if (row === column || factor === 0) continue;
      for (let j = 0; j < 2 * n; j += 1) work[row]![j] = work[row]![j]! - factor * top[j]!;
    }
  }
  return work.map((row) => row.slice(n));
};

const STEPS = 25;

/** One step at a time, so that others can work in between. The first of `x` is the constant, which the ridge leaves alone. */
export function* fitting(rows: readonly Row[], ridge: number): Generator<undefined, Fit> {
  const size = rows[0]?.x.length ?? 0;
  const weights = new Array<number>(size).fill(0);
  let covariance: number[][] = [];
  for (let step = 0; step < STEPS; step += 1) {
    const gradient = new Array<number>(size).fill(0);
    const hessian = Array.from({ length: size }, () => new Array<number>(size).fill(0));
    for (const { x, y } of rows) {
      let z = 0;
      for (let i = 0; i < size; i += 1) z += weights[i]! * x[i]!;
      const p = sigmoid(z);
      const w = p * (1 - p);
      for (let i = 0; i < size; i += 1) {
        gradient[i]! += (y - p) * x[i]!;
        const line = hessian[i]!;
        for (let j = 0; j <= i; j += 1) line[j]! += w * x[i]! * x[j]!;
      }
    }
    for (let i = 0; i < size; i += 1) {
      const penalty = i === 0 ? 1e-6 : ridge;
      gradient[i]! -= penalty * weights[i]!;
      hessian[i]![i]! += penalty;
      for (let j = 0; j < i; j += 1) hessian[j]![i] = hessian[i]![j]!;
    }
    covariance = inverse(hessian);
    let largest = 0;
    for (let i = 0; i < size; i += 1) {
      const change = covariance[i]!.reduce((sum, value, j) => sum + value * gradient[j]!, 0);
      weights[i]! += change;
      largest = Math.max(largest, Math.abs(change));
    }
    if (largest < 1e-6) break;
    yield undefined;
  }
  return { weights, covariance };
}
