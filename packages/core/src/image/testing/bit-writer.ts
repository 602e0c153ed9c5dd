/** Writes numbers bit by bit, the lowest first, as deflate and WebP have them, for tests and benchmarks only. */
import { seeded } from './mutate.ts';

export class BitWriter {
  private bytes: Uint8Array;
  private length = 0;
  private held = 0;
  private count = 0;

  constructor(room = 1 << 16) {
    this.bytes = new Uint8Array(room);
  }

  /** `size` bits, 16 at most. */
  put(value: number, size: number): void {
    this.held |= value << this.count;
    this.count += size;
    while (this.count >= 8) {
      if (this.length === this.bytes.length) {
        const larger = new Uint8Array(this.length * 2);
        larger.set(this.bytes);
        this.bytes = larger;
      }
      this.bytes[this.length++] = this.held & 255;
      this.held >>>= 8;
      this.count -= 8;
    }
  }

  /** All of it, zeros up to a whole byte. */
  end(): Uint8Array {
    if (this.count > 0) this.put(0, 8 - this.count);
    return this.bytes.subarray(0, this.length);
  }
}

/** Numbers of 32 bits that are the same in every run. */
export function numbers(seed: number): () => number {
  const random = seeded(seed);
  return () => Math.floor(random() * 2 ** 32);
}
