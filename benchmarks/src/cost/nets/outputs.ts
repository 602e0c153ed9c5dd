/** Compares what two runtimes answer of which one has channels second and the other last. */

export interface Output {
  /** Row-major. */
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** NCHW to NHWC; what has not four sides is answered as it is. */
export function toNhwc<Given extends Output>({
  data,
  dims,
}: Given): { data: Float32Array<ArrayBuffer>; dims: number[] } {
  const [batch = 1, channels = 1, height = 1, width = 1] = dims;
  if (dims.length !== 4) return { data: Float32Array.from(data), dims: [...dims] };
  const plane = height * width;
  const moved = new Float32Array(data.length);
  for (let image = 0; image < batch; image++)
    for (let channel = 0; channel < channels; channel++)
      for (let at = 0; at < plane; at++)
        moved[(image * plane + at) * channels + channel] = data[(image * channels + channel) * plane + at]!;
  return { data: moved, dims: [batch, height, width, channels] };
}

/**
 * The largest difference between an output and its counterpart, over that output's largest size or 1, whichever is more.
 * @param ours Of channels second, in the order of the network's outputs.
 * @param theirs Of channels last, in the same order.
 * @throws {Error} when numbers or sides of outputs differ
 */
export function compareOutputs(ours: readonly Output[], theirs: readonly Output[]): number {
  if (ours.length !== theirs.length)
    throw new Error(`${ours.length} outputs, and ${theirs.length} of the other`);
  let largest = 0;
  for (const [index, output] of ours.entries()) {
    const moved = toNhwc(output);
    const other = theirs[index]!;
    if (String(moved.dims) !== String(other.dims))
      throw new Error(
        `Output ${index} is of ${moved.dims.join('×')}, the other's of ${other.dims.join('×')}`,
      );
    const scale = moved.data.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    for (const [at, value] of moved.data.entries()) {
      const difference = Math.abs(value - other.data[at]!) / scale;
      // What is no number differs from everything.
      if (!(difference <= largest))
        largest = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
    }
  }
  return largest;
}
