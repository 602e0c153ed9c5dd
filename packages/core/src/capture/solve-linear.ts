/** Systems of a few linear equations, solved by elimination with pivots. */

/** Pivots below this, of coefficients near 1, belong to systems that have no single solution. */
const least = 1e-12;

/**
 * @param rows Each the coefficients of one equation, and after them its right sides, one or more. They are overwritten.
 * @returns The solution for each right side; undefined where there is none, or more than one.
 */
export function solveLinear(rows: Float64Array[]): Float64Array[] | undefined {
  const size = rows.length;
  const width = rows[0]!.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let i = column + 1; i < size; i++) {
      if (Math.abs(rows[i]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = i;
    }
    if (!(Math.abs(rows[pivot]![column]!) > least)) return undefined;
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    const top = rows[column]!;
    for (let i = 0; i < size; i++) {
      if (i === column) continue;
      const factor = rows[i]![column]! / top[column]!;
      for (let j = column; j < width; j++) rows[i]![j]! -= factor * top[j]!;
    }
  }
  return Array.from({ length: width - size }, (_, k) =>
    Float64Array.from(rows, (row, i) => row[size + k]! / row[i]!),
  );
}
