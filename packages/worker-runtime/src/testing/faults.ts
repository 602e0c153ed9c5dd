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

/**
 * Call it before an inspector is made.
 * @param exit ends the worker at once, without an error.
 * @returns what is to see each message to the worker before the worker does; false when the worker shall never see it.
 */
export function prepareFaults(exit: () => void): (message: unknown) => boolean {
  const memories: WebAssembly.Memory[] = [];
  const { Instance } = WebAssembly;
  WebAssembly.Instance = class extends Instance {
    constructor(module: WebAssembly.Module, imports?: WebAssembly.Imports) {
      super(module, imports);
      // That of the engine for networks, which is handed in.
      if (imports?.env?.memory instanceof WebAssembly.Memory) memories.push(imports.env.memory);
    }
  };
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
        if (memories.length === 0) throw new Error('there is no memory to overwrite');
        // As steps of a program these are maps of many pixels, at addresses beyond the end.
        for (const memory of memories) new Uint8Array(memory.buffer).fill(0x48);
    }
    return true;
  };
}
