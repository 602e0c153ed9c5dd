/** Runs a decoder's WebAssembly: one instance for picture after picture, put back as it was after each. */
import { LivePhotoError } from '../contract/errors.ts';
import type { ColorSpace, ExifOrientation } from '../contract/image-info.ts';
import type { RgbImage } from '../contract/rgb-image.ts';
import type { Size } from './downscale.ts';

/** What every decoder's module exports. Addresses and sizes are byte counts in its memory. */
export interface CodecExports {
  readonly memory: WebAssembly.Memory;
  _initialize(): void;
  malloc(bytes: number): number;
  /** Where memory ends that was ever given out. */
  heap_end(): number;
  job_address(): number;
}

/** What a decoder is told of a picture, and checks against what it finds. */
export interface CodecJob {
  /** Size as stored, in pixels. */
  readonly stored: Size;
  /** What a stored picture is shrunk to; JPEGs go by `eighths` instead. */
  readonly target: Size;
  readonly eighths: number;
  readonly orientation: ExifOrientation;
  readonly colorSpace: ColorSpace;
  /** What the decoder may spend beyond what the header says (HEIC, AVIF: in all), in units of `decodeCost`; nothing of a JPEG. */
  readonly mostCost?: number;
}

/** Why a decoder gave up, in the numbers of `codecs/src/sink.h`. */
const faults = [
  'unknown',
  'damaged',
  'cut',
  'mismatch',
  'memory',
  'sampling',
  'unsupported',
  'cost',
] as const;
export type CodecFault = (typeof faults)[number];

/** A decoder's own failure, to be put into words by whoever knows the format. */
export class CodecError extends Error {
  constructor(
    readonly fault: CodecFault,
    /** Share of the picture that is there, 0..1; undefined where nobody can tell. */
    readonly present: number | undefined,
    cause: unknown,
  ) {
    super(fault, { cause });
  }
}

/** Where the fields of `Job` lie, in words of four bytes. */
const jobWords = 14;
const answerAt = 8;
const colorSpaces: readonly ColorSpace[] = ['srgb', 'display-p3', 'adobe-rgb'];

/** WASI's number of the error for a file that is not open. */
const badDescriptor = 8;

/** Bytes behind a file that decoders may read, in vectors. */
const spareBytes = 64;

/**
 * Memory grows and never shrinks. An instance that needed more than this for a picture goes with it, so that one large photo
 * does not occupy the process for good.
 */
export const defaultKeptBytes = 48_000_000;

/**
 * Bytes of memory that a picture may make a decoder grow to: what every decoder needs, and so much for each of its pixels (8 of
 * HEIC and AVIF with 8 bits, thrice that with 12 and transparency) and each byte of its file. A header that lies of the size
 * gets no more than what it says.
 */
const mostBytes = { base: 64_000_000, pixel: 32, file: 4 } as const;

interface Kept<Exports> {
  readonly exports: Exports;
  /** What the picture in hand may grow to. */
  readonly limit: { bytes: number };
  /** Memory as it was before the first picture. */
  readonly initial: Uint8Array;
}

/**
 * A photo costs fresh pages of memory in a fresh instance, which is half of its time on some machines. So an instance stays,
 * and what a picture left in it is overwritten: the next one finds the same memory as in a fresh instance. After an error,
 * of the decoder or a trap, the instance is thrown away.
 */
export class Codec<Exports extends CodecExports> {
  private kept: Kept<Exports> | undefined;

  constructor(
    private readonly module: WebAssembly.Module,
    private readonly keptBytes: number = defaultKeptBytes,
  ) {}

  /**
   * @param call Runs the decoder over the file, which lies at `address`.
   * @returns The upright picture, in memory of its own.
   * @throws {CodecError}
   */
  decode(
    file: Uint8Array,
    job: CodecJob,
    call: (exports: Exports, address: number, place: (bytes: Uint8Array) => number) => void,
  ): RgbImage {
    const instance = this.kept ?? start<Exports>(this.module);
    // Only what ends well comes back.
    this.kept = undefined;
    const { exports, limit } = instance;
    const { base, pixel, file: byte } = mostBytes;
    limit.bytes = base + pixel * job.stored.width * job.stored.height + byte * file.length;
    const answer = () => new Uint32Array(exports.memory.buffer, exports.job_address(), jobWords);
    const place = (bytes: Uint8Array) => {
      const address = exports.malloc(bytes.length + spareBytes);
      if (address === 0) throw new CodecError('memory', undefined, undefined);
      new Uint8Array(exports.memory.buffer).set(bytes, address);
      return address;
    };
    try {
      const address = place(file);
      const { stored, target, eighths, orientation, colorSpace } = job;
      answer().set([
        ...[stored.width, stored.height, target.width, target.height],
        ...[eighths, orientation, Math.max(0, colorSpaces.indexOf(colorSpace)), job.mostCost ?? 0],
      ]);
      call(exports, address, place);
    } catch (cause) {
      if (cause instanceof CodecError) throw cause;
      const [fault = 0, present = 0, expected = 0] = answer().subarray(answerAt + 3);
      // A trap leaves no fault: the decoder was led astray by the file.
      throw new CodecError(faults[fault] ?? 'unknown', expected > 0 ? present / expected : undefined, cause);
    }
    const [pixels, width, height] = answer().subarray(answerAt) as unknown as [number, number, number];
    const data = new Uint8Array(exports.memory.buffer, pixels, width * height * 3).slice();
    if (exports.memory.buffer.byteLength <= this.keptBytes) {
      putBack(instance);
      this.kept = instance;
    }
    return { width, height, data };
  }
}

function start<Exports extends CodecExports>(module: WebAssembly.Module): Kept<Exports> {
  const nothing = () => 0;
  // Libraries complain of damaged files; a success that wrote nothing would be tried again for ever.
  const closed = () => badDescriptor;
  const limit = { bytes: Infinity };
  const grown = () => {
    const { memory } = instance.exports as unknown as Exports;
    if (memory.buffer.byteLength > limit.bytes) throw new CodecError('memory', undefined, undefined);
  };
  const fail = () => {
    throw new Error('the decoder gave up');
  };
  const instance: WebAssembly.Instance = new WebAssembly.Instance(module, {
    host: { fail },
    env: { emscripten_notify_memory_growth: grown },
    // Its C library is linked with the means to print and to read the environment, which nothing here needs.
    wasi_snapshot_preview1: {
      environ_sizes_get: nothing,
      environ_get: nothing,
      proc_exit: fail,
      fd_close: closed,
      fd_seek: closed,
      fd_write: closed,
    },
  });
  const exports = instance.exports as unknown as Exports;
  exports._initialize();
  return { exports, limit, initial: new Uint8Array(exports.memory.buffer, 0, exports.heap_end()).slice() };
}

/** Every byte that was ever given out is what it was in the fresh instance. */
function putBack({ exports, initial }: Kept<CodecExports>): void {
  const memory = new Uint8Array(exports.memory.buffer, 0, exports.heap_end());
  memory.fill(0, initial.length);
  memory.set(initial);
}

/** The typed error of a file of this `kind` (`JPG`, `PNG`, …) that its decoder gave up on; other errors as they are. */
export function unreadable(kind: string, error: unknown): unknown {
  if (!(error instanceof CodecError)) return error;
  const { fault, present } = error;
  const options = { param: 'data', cause: error.cause };
  if (fault === 'memory') {
    return new LivePhotoError(
      'invalid_request',
      `The ${kind} takes more memory to decode than a picture of its size may: send it smaller, or as a JPG`,
      options,
    );
  }
  if (fault === 'cost') {
    return new LivePhotoError(
      'invalid_request',
      `The ${kind} takes longer to unpack than a picture of its size may: save it anew, or as a JPG`,
      options,
    );
  }
  if (fault === 'sampling') {
    return new LivePhotoError(
      'invalid_request',
      `The ${kind} samples its colours in a way that is not supported: save it with 4:2:0 or 4:4:4`,
      options,
    );
  }
  if (fault === 'unsupported') {
    return new LivePhotoError(
      'invalid_request',
      `The ${kind} uses a coding that is not supported: send a JPG, PNG or WebP`,
      options,
    );
  }
  const share =
    present === undefined || present < 0.01 ? '' : `, ${Math.floor(present * 100)} % of the picture is there`;
  const why = {
    cut: `the file is cut short${share}`,
    damaged: `its data are damaged${share === '' ? '' : `; before that${share.slice(1)}`}`,
    mismatch: 'it is not what its header says',
    unknown: 'its data are damaged',
  }[fault];
  return new LivePhotoError(
    'image_unreadable',
    `The ${kind} cannot be read: ${why}. Take or export it again`,
    options,
  );
}
