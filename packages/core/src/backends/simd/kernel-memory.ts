/** The memory of `kernel/nets`: who has which part of it, and room for what a run works in. */
import { LivePhotoError } from '../../contract/errors.ts';
import { netsBinary } from './nets-binary.ts';

/** Functions of the module. Addresses are byte counts in its memory. */
interface Exports {
  /** Where memory begins that the module does not use itself. */
  readonly __heap_base: { readonly value: number };
  run(steps: number, count: number, arena: number): void;
  widenHalves(from: number, to: number, count: number): void;
  widenBytes(from: number, scales: number, to: number, rows: number, each: number): void;
  packPanels(from: number, to: number, outputs: number, inputs: number, taps: number): void;
  packTaps(from: number, to: number, channels: number, taps: number): void;
}

const pageBytes = 65_536;
/** Most of WebAssembly's memory that models and runs may take: ten times what all nets of this project do. */
const mostPages = 8192;
const line = 64;

interface Block {
  readonly at: number;
  readonly bytes: number;
}

export class KernelMemory {
  readonly #memory = new WebAssembly.Memory({ initial: 2, maximum: mostPages });
  readonly kernel: Exports;
  /** In the order of their addresses. */
  readonly #taken: Block[] = [];
  #arena: Block | undefined;
  /** What ended the module. What its memory holds since then is unknown: nothing may run in it again. */
  #trap: WebAssembly.RuntimeError | undefined;

  /**
   * @param module `nets.wasm`, compiled.
   * @throws {LivePhotoError} `unsupported_runtime` where WebAssembly has no vectors.
   */
  constructor(module?: WebAssembly.Module) {
    try {
      const instance = new WebAssembly.Instance(module ?? compile(), { env: { memory: this.#memory } });
      this.kernel = instance.exports as unknown as Exports;
    } catch (cause) {
      throw new LivePhotoError('unsupported_runtime', 'This runtime cannot start the wasm backend', {
        cause,
      });
    }
  }

  /** Valid until more memory is taken. */
  get buffer(): ArrayBuffer {
    return this.#memory.buffer as ArrayBuffer;
  }

  /** @returns The address of that many bytes, at a whole cache line. Their content is whatever it was. */
  take(bytes: number): number {
    const wanted = Math.ceil(Math.max(bytes, 1) / line) * line;
    let at = Math.ceil(this.kernel.__heap_base.value / line) * line;
    let place = 0;
    for (const block of this.#taken) {
      if (at + wanted <= block.at) break;
      at = block.at + block.bytes;
      place++;
    }
    const missing = Math.ceil((at + wanted - this.#memory.buffer.byteLength) / pageBytes);
    if (missing > 0) this.#grow(missing);
    this.#taken.splice(place, 0, { at, bytes: wanted });
    return at;
  }

  free(at: number): void {
    const index = this.#taken.findIndex((block) => block.at === at);
    if (index !== -1) this.#taken.splice(index, 1);
  }

  /** The one place that every run works in, of at least so many bytes. @returns Its address. */
  arena(bytes: number): number {
    if (this.#arena && this.#arena.bytes >= bytes) return this.#arena.at;
    if (this.#arena) this.free(this.#arena.at);
    this.#arena = undefined;
    const at = this.take(bytes);
    this.#arena = { at, bytes };
    return at;
  }

  /** Runs a program of so many steps. @throws {LivePhotoError} `inference_failed` after a trap. */
  run(program: number, steps: number, arena: number): void {
    try {
      if (!this.#trap) this.kernel.run(program, steps, arena);
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError)) throw error;
      this.#trap = error;
    }
    if (!this.#trap) return;
    throw new LivePhotoError(
      'inference_failed',
      `The wasm backend crashed (${this.#trap.message}): nothing can be inferred in this process or worker any more, start a new one`,
      { cause: this.#trap },
    );
  }

  #grow(pages: number): void {
    try {
      this.#memory.grow(pages);
    } catch (cause) {
      throw new LivePhotoError('inference_failed', 'The wasm backend has no memory left', { cause });
    }
  }
}

function compile(): WebAssembly.Module {
  const text = atob(netsBinary);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return new WebAssembly.Module(bytes);
}
