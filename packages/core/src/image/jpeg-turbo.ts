/** Speaks to libjpeg-turbo 2.0 compiled to WebAssembly (`@cwasm/jpeg-turbo`): one fresh instance per picture. */
import { LivePhotoError } from '../contract/errors.ts';
import type { RgbImage } from '../contract/rgb-image.ts';

/** TurboJPEG's numbers for pixel layouts. */
const TJPF_RGB = 0;
const TJPF_CMYK = 11;

/** TurboJPEG's numbers for the colours inside a file. */
const TJCS_CMYK = 3;
const TJCS_YCCK = 4;

/** The library reduces in steps of an eighth, inside the inverse DCT. */
export const scaleSteps = 8;

/**
 * Where this build keeps what its C interface does not hand out: the text of the first error or warning, and the
 * number of warnings in the error manager of a decompressor. Should another build move them, every picture with a
 * warning is refused, and the tests say so.
 */
const messageAddress = 12_176;
const messageBytes = 200;
const warningsOffset = 948;

/** Warnings that leave every pixel in place: bytes too many, an unusual version number. */
const harmless = [
  /^Corrupt JPEG data: \d+ extraneous bytes before marker/,
  /^Warning: unknown JFIF revision number/,
  /^Unknown Adobe color transform code/,
  /^Invalid SOS parameters for sequential JPEG/,
  /^Corrupt JPEG data: bad ICC marker/,
];

/** Functions of the module. Pointers and sizes are byte counts in its memory. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  malloc(bytes: number): number;
  tjInitDecompress(): number;
  tjDecompressHeader3(
    decompressor: number,
    jpeg: number,
    jpegBytes: number,
    width: number,
    height: number,
    subsampling: number,
    colorspace: number,
  ): number;
  tjDecompress2(
    decompressor: number,
    jpeg: number,
    jpegBytes: number,
    pixels: number,
    width: number,
    rowBytes: number,
    height: number,
    pixelFormat: number,
    flags: number,
  ): number;
}

export interface JpegRequest {
  /** Size that the header promised, in pixels. */
  readonly width: number;
  readonly height: number;
  /** Eighths of the full size to decode at, 1 to 8. */
  readonly eighths: number;
  /** Whether four-component pictures hold inverted ink, as Adobe writes it. */
  readonly invertedInk: boolean;
}

/**
 * Decodes a JPEG as stored (not yet upright) and hands the pixels to `use`, as a view into memory that is gone
 * after the call.
 *
 * @throws {LivePhotoError} `image_unreadable` when the file is cut or damaged.
 */
export function decodeJpeg<Result>(
  module: WebAssembly.Module,
  bytes: Uint8Array,
  request: JpegRequest,
  use: (image: RgbImage) => Result,
): Result {
  const library = instantiate(module);
  const jpeg = place(library, bytes.length);
  new Uint8Array(library.memory.buffer).set(bytes, jpeg);
  const decompressor = guarded(library, () => library.tjInitDecompress());
  const colorspace = readColorspace(library, decompressor, jpeg, bytes.length, request);

  const ink = colorspace === TJCS_CMYK || colorspace === TJCS_YCCK;
  const channels = ink ? 4 : 3;
  const width = scaled(request.width, request.eighths);
  const height = scaled(request.height, request.eighths);
  const pixels = place(library, width * height * channels);
  const status = guarded(library, () =>
    library.tjDecompress2(
      decompressor,
      jpeg,
      bytes.length,
      pixels,
      width,
      width * channels,
      height,
      ink ? TJPF_CMYK : TJPF_RGB,
      0,
    ),
  );
  if (status !== 0 && !onlyHarmlessWarnings(library, decompressor)) throw damaged(message(library));

  const data = new Uint8Array(library.memory.buffer, pixels, width * height * channels);
  if (ink) inkToRgb(data, request.invertedInk);
  return use({ width, height, data: ink ? data.subarray(0, width * height * 3) : data });
}

/** A side at `eighths` of its size, rounded as the library rounds. */
export function scaled(side: number, eighths: number): number {
  return Math.ceil((side * eighths) / scaleSteps);
}

function instantiate(module: WebAssembly.Module): Exports {
  const unreachable = () => {
    throw new Error('not available');
  };
  const instance = new WebAssembly.Instance(module, {
    // Without real setjmp, a fatal error of the library becomes an exception that ends the instance.
    env: { setjmp: () => 0, longjmp: unreachable },
    wasi_snapshot_preview1: {
      environ_sizes_get: () => 0,
      environ_get: unreachable,
      proc_exit: unreachable,
      fd_close: unreachable,
      fd_seek: unreachable,
      fd_write: unreachable,
    },
  });
  return instance.exports as unknown as Exports;
}

function readColorspace(
  library: Exports,
  decompressor: number,
  jpeg: number,
  jpegBytes: number,
  expected: JpegRequest,
): number {
  const out = place(library, 16);
  const status = guarded(library, () =>
    library.tjDecompressHeader3(decompressor, jpeg, jpegBytes, out, out + 4, out + 8, out + 12),
  );
  const [width, height, , colorspace] = new Int32Array(library.memory.buffer, out, 4);
  if (status !== 0 && !onlyHarmlessWarnings(library, decompressor)) throw damaged(message(library));
  if (width !== expected.width || height !== expected.height || colorspace === undefined) {
    throw damaged('its size does not match its header');
  }
  return colorspace;
}

function place(library: Exports, size: number): number {
  const address = guarded(library, () => library.malloc(size));
  if (address === 0) throw damaged('not enough memory');
  return address;
}

/** Runs a function of the library; its fatal errors and traps become the typed error. */
function guarded(library: Exports, call: () => number): number {
  try {
    return call();
  } catch (cause) {
    throw damaged(message(library), cause);
  }
}

function onlyHarmlessWarnings(library: Exports, decompressor: number): boolean {
  const [warnings] = new Uint32Array(library.memory.buffer, decompressor + warningsOffset, 1);
  // Only the first warning leaves its text: with several, the others are unknown.
  return warnings === 1 && harmless.some((pattern) => pattern.test(message(library)));
}

function message(library: Exports): string {
  const bytes = new Uint8Array(library.memory.buffer, messageAddress, messageBytes);
  const end = bytes.indexOf(0);
  return String.fromCharCode(...bytes.subarray(0, end === -1 ? messageBytes : end));
}

/** Rewrites C M Y K quadruples as R G B triples at the front of the same memory. */
function inkToRgb(data: Uint8Array, inverted: boolean): void {
  const flip = inverted ? 0 : 255;
  for (let from = 0, to = 0; from < data.length; from += 4, to += 3) {
    const light = data[from + 3]! ^ flip;
    for (let channel = 0; channel < 3; channel++) {
      data[to + channel] = Math.floor(((data[from + channel]! ^ flip) * light + 127) / 255);
    }
  }
}

function damaged(detail: string, cause?: unknown): LivePhotoError {
  const why = detail === '' ? '' : ` (${detail})`;
  return new LivePhotoError(
    'image_unreadable',
    `The JPG cannot be read: the file is cut short or damaged${why}. Take or export it again`,
    { param: 'data', cause },
  );
}
