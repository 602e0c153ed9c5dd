/** What happens to faces in photos: each takes a picture and answers a worse one. Sizes are in pixels of the picture. */
import type { RgbImage } from '@livephoto/core';

type Change = (image: RgbImage) => RgbImage;

function each({ width, height, data }: RgbImage, value: (at: number) => number): RgbImage {
  return {
    width,
    height,
    data: Uint8Array.from(data, (_, at) => Math.max(0, Math.min(255, Math.round(value(at))))),
  };
}

/** Moves along `step` and sums, weighted: what a lens or a hand smears. The edges repeat. */
function smear(image: RgbImage, weights: readonly number[], stepX: number, stepY: number): RgbImage {
  const { width, height, data } = image;
  const middle = (weights.length - 1) / 2;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return each(image, (at) => {
    const pixel = Math.floor(at / 3);
    const x = pixel % width;
    const y = Math.floor(pixel / width);
    let sum = 0;
    for (const [i, weight] of weights.entries()) {
      const column = Math.max(0, Math.min(width - 1, Math.round(x + (i - middle) * stepX)));
      const row = Math.max(0, Math.min(height - 1, Math.round(y + (i - middle) * stepY)));
      sum += weight * data[3 * (row * width + column) + (at % 3)]!;
    }
    return sum / total;
  });
}

/** Gaussian blur. */
export const defocus = (sigma: number): Change => {
  const reach = Math.ceil(2.5 * sigma);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * sigma * sigma)),
  );
  return (image) => smear(smear(image, weights, 1, 0), weights, 0, 1);
};

/** @param degrees Clockwise from the right. */
export const motion =
  (length: number, degrees: number): Change =>
  (image) =>
    smear(
      image,
      new Array<number>(length).fill(1),
      Math.cos((degrees * Math.PI) / 180),
      Math.sin((degrees * Math.PI) / 180),
    );

/** Squares of one colour each. */
export const mosaic =
  (side: number): Change =>
  (image) => {
    const { width, height, data } = image;
    const means = new Map<number, number[]>();
    const squareOf = (at: number) => {
      const pixel = Math.floor(at / 3);
      return (
        3 * (Math.floor(Math.floor(pixel / width) / side) * width + Math.floor((pixel % width) / side)) +
        (at % 3)
      );
    };
    for (let at = 0; at < 3 * width * height; at++) {
      const square = squareOf(at);
      const [sum = 0, count = 0] = means.get(square) ?? [];
      means.set(square, [sum + data[at]!, count + 1]);
    }
    return each(image, (at) => {
      const [sum, count] = means.get(squareOf(at))!;
      return sum! / count!;
    });
  };

/** Every value times `gain`, with the grain of a sensor; the same each time. */
export const light =
  (gain: number, grain = 0): Change =>
  (image) => {
    let seed = 7;
    const random = () => {
      seed = (seed * 1664525 + 1013904223) >>> 0;
      return (seed + 0.5) / 2 ** 32;
    };
    return each(image, (at) => {
      const normal = Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
      return image.data[at]! * gain + grain * normal;
    });
  };

/** Under white cloth, or a fogged lens, that lets through a share of the light. */
export const veiled =
  (through: number): Change =>
  (image) =>
    each(image, (at) => {
      const pixel = Math.floor(at / 3);
      const thread =
        4 *
        (((pixel % image.width) % 4 < 2 ? 1 : -1) + (pixel % (4 * image.width) < 2 * image.width ? 1 : -1));
      return 240 + thread + through * (image.data[at]! - 240);
    });

/** The half right of `x`, a share of the width, in a share of the light. */
export const halfDark =
  (x: number, share: number): Change =>
  (image) =>
    each(image, (at) => {
      const column = Math.floor(at / 3) % image.width;
      return image.data[at]! * (column < x * image.width ? 1 : share);
    });

export const negative: Change = (image) => each(image, (at) => 255 - image.data[at]!);
/** Red and blue in each other's place. */
export const swapped: Change = (image) => each(image, (at) => image.data[at + 2 * (1 - (at % 3))]!);
export const grey: Change = (image) =>
  each(image, (at) => {
    const first = at - (at % 3);
    return 0.299 * image.data[first]! + 0.587 * image.data[first + 1]! + 0.114 * image.data[first + 2]!;
  });

/** The rectangle of the picture with these edges, shares of its sides. */
export const cut =
  (left: number, top: number, right: number, bottom: number): Change =>
  ({ width, height, data }) => {
    const [x0, x1] = [Math.round(left * width), Math.round(right * width)];
    const [y0, y1] = [Math.round(top * height), Math.round(bottom * height)];
    const rows = Array.from({ length: y1 - y0 }, (_, row) =>
      data.slice(3 * ((y0 + row) * width + x0), 3 * ((y0 + row) * width + x1)),
    );
    return { width: x1 - x0, height: y1 - y0, data: Uint8Array.from(rows.flatMap((row) => [...row])) };
  };

/** An ellipse of one colour, as a sticker; its place and size are shares of the picture's sides. */
export const sticker =
  (
    x: number,
    y: number,
    radiusX: number,
    radiusY: number,
    colour: readonly [number, number, number],
  ): Change =>
  (image) => {
    const { width, height, data } = image;
    return each(image, (at) => {
      const pixel = Math.floor(at / 3);
      const across = ((pixel % width) / width - x) / radiusX;
      const down = (Math.floor(pixel / width) / height - y) / radiusY;
      return across * across + down * down <= 1 ? colour[at % 3]! : data[at]!;
    });
  };

/** A change of one part alone, as where a drop lies on the lens: an ellipse with a soft edge, in shares of the picture's sides. */
export const within =
  (x: number, y: number, radiusX: number, radiusY: number, change: Change): Change =>
  (image) => {
    const { width, height, data } = image;
    const changed = change(image).data;
    return each(image, (at) => {
      const pixel = Math.floor(at / 3);
      const across = ((pixel % width) / width - x) / radiusX;
      const down = (Math.floor(pixel / width) / height - y) / radiusY;
      const share = Math.max(0, Math.min(1, 4 * (1 - Math.sqrt(across * across + down * down))));
      return data[at]! + share * (changed[at]! - data[at]!);
    });
  };

/** Each pixel of the answer is the one at `from` in the picture; its edges repeat. */
const taken =
  (from: (x: number, y: number, size: RgbImage) => readonly [number, number]): Change =>
  (image) => {
    const { width, height, data } = image;
    return each(image, (at) => {
      const pixel = Math.floor(at / 3);
      const [x, y] = from(pixel % width, Math.floor(pixel / width), image);
      const column = Math.min(width - 1, Math.max(0, Math.round(x)));
      const row = Math.min(height - 1, Math.max(0, Math.round(y)));
      return data[3 * (row * width + column) + (at % 3)]!;
    });
  };

/** What lies right of `x`, a share of the width, moved up by `pixels`. */
export const halvesMoved = (x: number, pixels: number): Change =>
  taken((column, row, { width }) => [column, column < x * width ? row : row + pixels]);

/** Turned around a place, shares of the sides, by `degrees` in its middle and less outwards, within `radius` pixels. */
export const swirled = (x: number, y: number, radius: number, degrees: number): Change =>
  taken((column, row, { width, height }) => {
    const across = column - x * width;
    const down = row - y * height;
    const rest = Math.max(0, 1 - Math.hypot(across, down) / radius);
    const angle = (degrees * Math.PI * rest * rest) / 180;
    return [
      x * width + across * Math.cos(angle) - down * Math.sin(angle),
      y * height + across * Math.sin(angle) + down * Math.cos(angle),
    ];
  });

/** Swollen around a place, shares of the sides, within `radius` pixels, as by a lens. */
export const bulged = (x: number, y: number, radius: number): Change =>
  taken((column, row, { width, height }) => {
    const across = column - x * width;
    const down = row - y * height;
    const grown = Math.min(1, Math.hypot(across, down) / radius) ** 0.65;
    return [x * width + across * grown, y * height + down * grown];
  });

/** In waves along both sides, `pixels` high and `length` pixels long. */
export const wavy = (pixels: number, length: number): Change =>
  taken((column, row) => [
    column + pixels * Math.sin((2 * Math.PI * row) / length),
    row + pixels * Math.sin((2 * Math.PI * column) / length),
  ]);

/** The picture moved by shares of its sides: what lies there comes here. */
export const moved = (x: number, y: number): Change =>
  taken((column, row, { width, height }) => [column + Math.round(x * width), row + Math.round(y * height)]);
