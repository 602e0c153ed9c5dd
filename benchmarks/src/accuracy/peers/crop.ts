/** Cuts faces out of a picture the way other packages do: grown boxes, stretched by plain bilinear sampling. */

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Upright RGB, 8 bits, rows from top to bottom. */
export interface Picture {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** `box` grown `growth` times, less where the picture is smaller, and shifted until it lies inside. */
export function grownInside(box: Box, growth: number, picture: Pick<Picture, 'width' | 'height'>): Box {
  const factor = Math.min(growth, picture.width / box.width, picture.height / box.height);
  const width = box.width * factor;
  const height = box.height * factor;
  const shifted = (start: number, length: number, room: number) =>
    Math.max(0, Math.min(start, room - length));
  return {
    x: shifted(box.x + (box.width - width) / 2, width, picture.width),
    y: shifted(box.y + (box.height - height) / 2, height, picture.height),
    width,
    height,
  };
}

/** A square of `growth` times the longer side around the middle of `box`; may reach outside the picture. */
export function grownSquare(box: Box, growth: number): Box {
  const side = Math.max(box.width, box.height) * growth;
  return {
    x: box.x + (box.width - side) / 2,
    y: box.y + (box.height - side) / 2,
    width: side,
    height: side,
  };
}

/**
 * `region` stretched to `side` × `side`, RGB interleaved, 0..255: bilinear between pixel centres without smoothing
 * before, as OpenCV and TensorFlow resize by default. Outside the picture its nearest pixel is repeated.
 */
export function cropTo(picture: Picture, region: Box, side: number): Float32Array {
  const { data, width, height } = picture;
  const across = Array.from({ length: side }, (_, i) => between(region.x, region.width, i, side, width));
  const out = new Float32Array(side * side * 3);
  let at = 0;
  for (let row = 0; row < side; row++) {
    const down = between(region.y, region.height, row, side, height);
    for (const { low, high, share } of across) {
      for (let channel = 0; channel < 3; channel++) {
        const value = (x: number, y: number) => data[(y * width + x) * 3 + channel]!;
        const top = value(low, down.low) * (1 - share) + value(high, down.low) * share;
        const bottom = value(low, down.high) * (1 - share) + value(high, down.high) * share;
        out[at++] = top * (1 - down.share) + bottom * down.share;
      }
    }
  }
  return out;
}

/** The two pixels that output pixel `index` lies between, and how far it is towards the second. */
function between(start: number, length: number, index: number, side: number, room: number) {
  const position = Math.min(room - 1, Math.max(0, start + ((index + 0.5) * length) / side - 0.5));
  const low = Math.floor(position);
  return { low, high: Math.min(room - 1, low + 1), share: position - low };
}
