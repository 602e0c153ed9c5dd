/**
 * How onnxruntime-web gets its WebAssembly in a Worker, which may not compile bytes: the module is compiled at the
 * upload, and instantiated here. onnxruntime-web imports this file by its name and calls the default export once.
 */

import createOrt from 'onnxruntime-web/ort-wasm-simd-threaded.mjs';
import ortModule from 'onnxruntime-web/ort-wasm-simd-threaded.wasm';

/** The part that is used here of what Emscripten makes; onnxruntime-web uses the rest. */
export interface OrtInstance {
  readonly HEAPU8: Uint8Array;
  _OrtInit(threads: number, logLevel: number): number;
}

const oneThread = 1;
/** `ORT_LOGGING_LEVEL_ERROR`. */
const logErrors = 3;

/**
 * The instance that is used now. Kept at module level because onnxruntime-web keeps its own there, for good: what it is
 * given stands for whatever instance is here.
 */
const slot: { instance?: OrtInstance | undefined; settings?: object } = {};

/** @param settings of onnxruntime-web: the number of threads. */
export default async function ortFactory(settings: object): Promise<OrtInstance> {
  slot.settings = settings;
  slot.instance = await instantiate();
  return new Proxy({} as OrtInstance, {
    get: (_, name) => Reflect.get(currentOrt(), name),
    set: (_, name, value) => Reflect.set(currentOrt(), name, value),
    has: (_, name) => Reflect.has(currentOrt(), name),
  });
}

/** @returns the instance that inference runs in. @throws when there is none. */
export function currentOrt(): OrtInstance {
  if (!slot.instance) throw new Error('onnxruntime-web has no WebAssembly instance');
  return slot.instance;
}

/**
 * Puts a fresh instance in the place of one that a trap may have left in any state. Sessions of the old one are lost.
 * Does nothing before onnxruntime-web asked for the first.
 */
export async function renewOrt(): Promise<void> {
  if (!slot.settings) return;
  // Gone before the next one comes: two of them may be more than an isolate has room for.
  slot.instance = undefined;
  const fresh = await instantiate();
  const status = fresh._OrtInit(oneThread, logErrors);
  if (status !== 0) throw new Error(`onnxruntime-web could not be started again: status ${status}`);
  slot.instance = fresh;
}

function instantiate(): Promise<OrtInstance> {
  return createOrt({
    ...slot.settings,
    instantiateWasm(
      imports: WebAssembly.Imports,
      done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
    ) {
      const instance = new WebAssembly.Instance(ortModule, imports);
      done(instance, ortModule);
      return instance.exports;
    },
  });
}
