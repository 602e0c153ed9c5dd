/** Inference over any flavour of onnxruntime, which whoever asks for it hands in: its types are told here, so that nobody has to install one. */
import { LivePhotoError } from '../contract/errors.ts';
import type { InferenceBackend, InferenceModel } from '../contract/ports.ts';
import { fuseGraph } from './fuse-graph.ts';
import { widenWeights } from './widen-weights.ts';

/** As much of onnxruntime's `SessionOptions` as backends set. */
export interface OrtSessionOptions {
  readonly executionProviders?: string[];
  readonly graphOptimizationLevel?: 'disabled' | 'basic' | 'extended' | 'all';
  readonly intraOpNumThreads?: number;
  readonly interOpNumThreads?: number;
}

/** What sessions are made with. */
export interface OrtBackendOptions extends OrtSessionOptions {
  /**
   * Whether graphs are fused by `fuseGraph` in place of onnxruntime's optimiser, which a cold start mostly waits for. Those that it leaves
   * to the optimiser still get it.
   */
  readonly fuse?: boolean;
}

/** As much of onnxruntime's `Tensor` as backends read. */
export interface OrtTensor {
  readonly data: unknown;
  readonly dims: readonly number[];
}

/** As much of onnxruntime's `InferenceSession` as backends call. */
export interface OrtSession {
  run(feeds: Readonly<Record<string, OrtTensor>>): Promise<Readonly<Record<string, OrtTensor>>>;
  release(): Promise<void>;
}

/** The part of the onnxruntime API that both onnxruntime-web and onnxruntime-node offer. */
export interface OrtApi {
  readonly InferenceSession: {
    create(bytes: Uint8Array, options: OrtSessionOptions): Promise<OrtSession>;
  };
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => OrtTensor;
}

/** What onnxruntime-web offers beside it: how its WebAssembly starts. */
export interface OrtWebApi extends OrtApi {
  readonly env: {
    logLevel?: 'verbose' | 'info' | 'warning' | 'error' | 'fatal';
    readonly wasm: {
      numThreads?: number;
      wasmBinary?: ArrayBufferLike | Uint8Array;
    };
  };
}

/**
 * What is still running on each onnxruntime. It has one instance a process, which cannot run two sessions at once;
 * the order of turns therefore belongs to the runtime object, not to the backends that share it.
 */
const turns = new WeakMap<object, Promise<unknown>>();

/** The trap that ended an onnxruntime. What its memory holds since then is unknown: nothing may run on it again. */
const traps = new WeakMap<object, WebAssembly.RuntimeError>();

/**
 * A backend over any flavour of onnxruntime: one session runs at a time, in the order asked. After a trap inside its
 * WebAssembly everything is refused; `isTrap` tells such an error.
 */
export function createOrtBackend(
  name: string,
  api: OrtApi,
  { fuse = false, ...sessionOptions }: OrtBackendOptions,
): InferenceBackend {
  const createSession = async (bytes: Uint8Array) => {
    const wide = widenWeights(bytes);
    const fused = fuse ? fuseGraph(wide) : undefined;
    return fused
      ? api.InferenceSession.create(fused, { ...sessionOptions, graphOptimizationLevel: 'disabled' })
      : api.InferenceSession.create(wide, sessionOptions);
  };
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = (turns.get(api) ?? Promise.resolve()).then(() => {
      const trap = traps.get(api);
      if (trap) throw trap;
      return work();
    });
    turns.set(
      api,
      result.catch(() => {}),
    );
    return result;
  };
  const failed = (cause: unknown, otherwise: LivePhotoError): LivePhotoError => {
    if (!(cause instanceof WebAssembly.RuntimeError)) return otherwise;
    traps.set(api, cause);
    // JavaScriptCore adds the source that it was evaluating.
    const why = cause.message.replace(/ \(evaluating .*$/s, '');
    return new LivePhotoError(
      'inference_failed',
      `The ${name} backend crashed (${why}): nothing can be inferred in this process or worker any more, start a new one`,
      { cause },
    );
  };
  return {
    name,
    async load(bytes): Promise<InferenceModel> {
      const session = await inTurn(() => createSession(bytes)).catch((cause) => {
        throw failed(
          cause,
          new LivePhotoError('model_invalid', `The ${name} backend cannot load this model`, { cause }),
        );
      });
      return {
        run: (inputs) =>
          inTurn(async () => {
            const feeds: Record<string, OrtTensor> = {};
            for (const [key, tensor] of Object.entries(inputs)) {
              feeds[key] = new api.Tensor('float32', tensor.data, tensor.dims);
            }
            const results = await session.run(feeds);
            return Object.fromEntries(
              Object.entries(results).map(([key, value]) => [
                key,
                { data: value.data as Float32Array, dims: value.dims },
              ]),
            );
          }).catch((cause) => {
            throw failed(
              cause,
              new LivePhotoError('inference_failed', `The ${name} backend failed while running a model`, {
                cause,
              }),
            );
          }),
        dispose: () =>
          inTurn(() => session.release()).catch((cause) => {
            // With a crashed runtime goes all that it held.
            if (!traps.has(api)) throw cause;
          }),
      };
    },
  };
}
