/** Encodes baseline JPEGs of any sampling, with restart markers or in several scans, for tests only. */
import { jpegSegment } from './jpeg-writer.ts';
import { join } from './png-writer.ts';

export interface JpegRecipe {
  readonly width: number;
  readonly height: number;
  /** Horizontal and vertical sampling factors of each component: `[[2, 2], [1, 1], [1, 1]]` is 4:2:0. */
  readonly sampling: readonly (readonly [number, number])[];
  /** The value (0..255) of a component at a place (0..1 across and down). */
  readonly sample: (component: number, x: number, y: number) => number;
  /** Units (MCUs) between restart markers; none when absent. */
  readonly restart?: number;
  /** One scan for each component, in place of one for all. */
  readonly apart?: boolean;
  /** Segments behind the first marker. */
  readonly before?: readonly Uint8Array[];
  /** Step of every coefficient. */
  readonly step?: number;
}

/** The whole file; every component is 0..255, in the order of the frame. */
export function encodeJpeg(recipe: JpegRecipe): Uint8Array {
  const { width, height, sampling, before = [], step = 4, restart = 0 } = recipe;
  const count = sampling.length;
  const frame = [8, height >> 8, height & 255, width >> 8, width & 255, count];
  sampling.forEach(([h, v], index) => {
    frame.push(index + 1, (h << 4) | v, 0);
  });
  const scans = recipe.apart ? sampling.map((_, index) => [index]) : [sampling.map((_, index) => index)];
  return join([
    Uint8Array.of(0xff, 0xd8),
    ...before,
    jpegSegment(0xdb, [0, ...new Array(64).fill(step)]),
    jpegSegment(0xc0, frame),
    jpegSegment(0xc4, [0x00, ...codeCounts(dcCodes), ...dcCodes]),
    jpegSegment(0xc4, [0x10, ...codeCounts(acCodes), ...acCodes]),
    ...(restart > 0 ? [jpegSegment(0xdd, [restart >> 8, restart & 255])] : []),
    ...scans.flatMap((components) => [
      jpegSegment(0xda, [components.length, ...components.flatMap((index) => [index + 1, 0]), 0, 63, 0]),
      scan(recipe, components, step, restart),
    ]),
    Uint8Array.of(0xff, 0xd9),
  ]);
}

/** Every code has the same length: 16 sizes of differences in 5 bits, all pairs of run and size in 9. */
const dcCodes = Array.from({ length: 12 }, (_, size) => size);
const acCodes = [
  0x00,
  0xf0,
  ...Array.from({ length: 160 }, (_, index) => ((index / 10) << 4) | (1 + (index % 10))),
];
const dcBits = 5;
const acBits = 9;

function codeCounts(codes: readonly number[]): number[] {
  const bits = codes === dcCodes ? dcBits : acBits;
  return Array.from({ length: 16 }, (_, index) => (index + 1 === bits ? codes.length : 0));
}

function scan(recipe: JpegRecipe, components: readonly number[], step: number, restart: number): Uint8Array {
  const { width, height, sampling } = recipe;
  const maxH = Math.max(...sampling.map(([h]) => h));
  const maxV = Math.max(...sampling.map(([, v]) => v));
  const bits = new Bits();
  const last = sampling.map(() => 0);
  const block = (component: number, column: number, row: number) => {
    const [h, v] = sampling[component]!;
    const pixels = Array.from({ length: 64 }, (_, index) => {
      const x = ((column * 8 + (index & 7) + 0.5) * maxH) / h / width;
      const y = ((row * 8 + (index >> 3) + 0.5) * maxV) / v / height;
      return recipe.sample(component, Math.min(x, 1), Math.min(y, 1)) - 128;
    });
    last[component] = writeBlock(bits, coefficients(pixels, step), last[component]!);
  };
  let units = 0;
  const unit = () => {
    if (restart > 0 && units > 0 && units % restart === 0) {
      bits.marker(0xd0 + ((units / restart - 1) & 7));
      last.fill(0);
    }
    units++;
  };
  if (components.length === 1) {
    const [h, v] = sampling[components[0]!]!;
    const columns = Math.ceil(Math.ceil((width * h) / maxH) / 8);
    const rows = Math.ceil(Math.ceil((height * v) / maxV) / 8);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        unit();
        block(components[0]!, column, row);
      }
    }
    return bits.end();
  }
  for (let row = 0; row < Math.ceil(height / (8 * maxV)); row++) {
    for (let column = 0; column < Math.ceil(width / (8 * maxH)); column++) {
      unit();
      for (const component of components) {
        const [h, v] = sampling[component]!;
        for (let down = 0; down < v; down++) {
          for (let across = 0; across < h; across++) block(component, column * h + across, row * v + down);
        }
      }
    }
  }
  return bits.end();
}

const cosines = Array.from(
  { length: 64 },
  (_, index) =>
    Math.cos(((2 * (index & 7) + 1) * (index >> 3) * Math.PI) / 16) *
    (index >> 3 === 0 ? Math.SQRT1_2 : 1) *
    0.5,
);

/** The quantized DCT, in zigzag order. */
function coefficients(pixels: readonly number[], step: number): number[] {
  const across = pixels.map((_, index) => {
    let sum = 0;
    for (let x = 0; x < 8; x++) sum += pixels[(index & 56) + x]! * cosines[(index & 7) * 8 + x]!;
    return sum;
  });
  return zigzag.map((place) => {
    let sum = 0;
    for (let y = 0; y < 8; y++) sum += across[y * 8 + (place & 7)]! * cosines[(place >> 3) * 8 + y]!;
    return Math.round(sum / step);
  });
}

const zigzag = Array.from({ length: 64 }, (_, index) => index).sort((a, b) => {
  const sum = (index: number) => (index & 7) + (index >> 3);
  const along = (index: number) => (sum(index) % 2 === 0 ? index & 7 : index >> 3);
  return sum(a) - sum(b) || along(a) - along(b);
});

function writeBlock(bits: Bits, values: readonly number[], lastDc: number): number {
  const difference = values[0]! - lastDc;
  bits.put(sizeOf(difference), dcBits);
  bits.value(difference);
  let run = 0;
  for (const value of values.slice(1)) {
    if (value === 0) {
      run++;
      continue;
    }
    for (; run > 15; run -= 16) bits.put(1, acBits);
    bits.put(2 + run * 10 + sizeOf(value) - 1, acBits);
    bits.value(value);
    run = 0;
  }
  if (run > 0) bits.put(0, acBits);
  return values[0]!;
}

function sizeOf(value: number): number {
  return 32 - Math.clz32(Math.abs(value));
}

class Bits {
  private readonly bytes: number[] = [];
  private held = 0;
  private count = 0;

  put(value: number, bits: number): void {
    for (let bit = bits - 1; bit >= 0; bit--) {
      this.held = (this.held << 1) | ((value >> bit) & 1);
      if (++this.count < 8) continue;
      this.bytes.push(this.held);
      if (this.held === 0xff) this.bytes.push(0);
      this.held = this.count = 0;
    }
  }

  value(value: number): void {
    const size = sizeOf(value);
    this.put(value < 0 ? value + 2 ** size - 1 : value, size);
  }

  marker(code: number): void {
    this.pad();
    this.bytes.push(0xff, code);
  }

  end(): Uint8Array {
    this.pad();
    return Uint8Array.from(this.bytes);
  }

  private pad(): void {
    while (this.count > 0) this.put(1, 1);
  }
}
