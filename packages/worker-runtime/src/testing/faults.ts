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
 * Call it before onnxruntime-web is loaded.
 * @param exit ends the worker at once, without an error.
 * @returns what is to see each message to the worker before the worker does; false when the worker shall never see it.
 */
export function prepareFaults(exit: () => void): (message: unknown) => boolean {
  const memories: WebAssembly.Memory[] = [];
  const { instantiate } = WebAssembly;
  // biome-ignore lint/suspicious/noExplicitAny: both of its signatures pass through.
  WebAssembly.instantiate = async (source: any, imports?: WebAssembly.Imports): Promise<any> => {
    for (const module of Object.values(imports ?? {})) {
      memories.push(...Object.values(module).filter((value) => value instanceof WebAssembly.Memory));
    }
    return instantiate(source, imports);
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
        for (const memory of memories) new Uint8Array(memory.buffer).fill(0xff);
    }
    return true;
  };
}
