/** Real faults on demand: a photo with a word behind its end makes a worker that watches for it fail in that way. */

export const faults = ['exit', 'throw', 'hang', 'trap'] as const;
export type Fault = (typeof faults)[number];

const mark = 'fault:';

/** The photo, still readable, and the fault that it is to bring about. */
export function withFault(photo: Uint8Array, fault: Fault): Uint8Array {
  const word = new TextEncoder().encode(mark + fault);
  const bytes = new Uint8Array(photo.length + word.length);
  bytes.set(photo);
  bytes.set(word, photo.length);
  return bytes;
}

function faultOf(bytes: unknown): Fault | undefined {
  if (!(bytes instanceof Uint8Array)) return undefined;
  const end = new TextDecoder('latin1').decode(bytes.subarray(-16));
  return faults.find((fault) => end.endsWith(mark + fault));
}

// While this module is read, since the worker's own makes its engine while it is read.
let isBroken = false;
const { Instance } = WebAssembly;
WebAssembly.Instance = class extends Instance {
  constructor(module: WebAssembly.Module, imports?: WebAssembly.Imports) {
    super(module, imports);
    const { run } = this.exports;
    if (typeof run !== 'function') return;
    // The engine for networks: a program that lies beyond its memory ends in a real trap.
    const own = (...args: number[]) => run(...(isBroken ? [0x7fff0000, 1, 0] : args));
    Object.defineProperty(this, 'exports', { value: { ...this.exports, run: own } });
  }
};

/**
 * Call it before an inspector is made.
 * @param exit ends the worker at once, without an error.
 * @returns what is to see each message to the worker before the worker does; false when the worker shall never see it.
 */
export function prepareFaults(exit: () => void): (message: unknown) => boolean {
  return (message) => {
    const bytes = (message as { argumentList?: { value?: unknown }[] } | null)?.argumentList?.[1]?.value;
    switch (faultOf(bytes)) {
      case 'exit':
        exit();
        // A browser lets a worker that closes itself finish what it is at.
        return false;
      case 'throw':
        throw new Error('thrown outside of the inspection');
      case 'hang':
        for (;;);
      case 'trap':
        isBroken = true;
    }
    return true;
  };
}
