/** Inference by `kernel/nets`: WebAssembly with vectors, made for the nets of this project. The same bits on every runtime. */
import { LivePhotoError } from '../../contract/errors.ts';
import type { InferenceBackend, InferenceModel, Tensor } from '../../contract/ports.ts';
import { KernelMemory } from './kernel-memory.ts';
import { count, type Graph, readGraph, unsupported } from './onnx-graph.ts';
import { operators } from './operators.ts';
import { Planner } from './planner.ts';
import { type ArenaPart, stepBytes, writeSteps } from './steps.ts';
import { Weights } from './weights.ts';

/** What a runtime hands to the engine that may not compile WebAssembly itself. */
export interface SimdBackendOptions {
  /** `@livephoto/core/nets.wasm`, compiled, for runtimes that may not compile bytes. */
  readonly module?: WebAssembly.Module;
}

/** Sides that a model leaves open, for the look at it when it is loaded. */
const sideWhenOpen = 128;
/** Plans that a model keeps, one for each size of its input; the one used longest ago makes room. */
const plansKept = 12;

/**
 * A backend that needs nothing but WebAssembly. It runs what the nets of `@livephoto/models` are made of; what else a model asks for is
 * named by the error, and a backend of onnxruntime may take it.
 *
 * @throws {LivePhotoError} `unsupported_runtime` where WebAssembly has no vectors; from `load`, `model_invalid` for a model it cannot run;
 * from `run`, `inference_failed` for inputs that the model does not take, where memory ends, and after a trap, which `isTrap` tells.
 */
export function createSimdBackend({ module }: SimdBackendOptions = {}): InferenceBackend {
  const memory = new KernelMemory(module);
  return {
    name: 'wasm',
    async load(bytes): Promise<InferenceModel> {
      const model = new SimdModel(readGraph(bytes), memory);
      try {
        model.check();
      } catch (error) {
        model.free();
        throw error;
      }
      return {
        run: async (inputs) => model.run(inputs),
        dispose: async () => model.free(),
      };
    },
  };
}

/** A graph for inputs of certain sizes. */
interface Plan {
  readonly program: number;
  readonly steps: number;
  readonly arenaBytes: number;
  readonly inputs: readonly { readonly name: string; readonly part: ArenaPart }[];
  readonly outputs: readonly {
    readonly name: string;
    readonly part: ArenaPart;
    readonly dims: readonly number[];
  }[];
  readonly addresses: readonly number[];
}

class SimdModel {
  readonly #graph: Omit<Graph, 'constants'>;
  readonly #memory: KernelMemory;
  readonly #weights: Weights;
  /** By the sizes of the inputs, the one used last at the end. */
  readonly #plans = new Map<string, Plan>();
  #isFree = false;

  constructor({ constants, ...graph }: Graph, memory: KernelMemory) {
    this.#graph = graph;
    this.#memory = memory;
    this.#weights = new Weights(memory, constants);
  }

  /** Lays out the weights, and plans for inputs as they are said to be. */
  check(): void {
    this.#plan(this.#graph.inputs.map(({ dims }) => dims.map((side) => side ?? sideWhenOpen)));
    this.#weights.leaveFile();
  }

  run(inputs: Readonly<Record<string, Tensor>>): Record<string, Tensor> {
    if (this.#isFree) throw new LivePhotoError('inference_failed', 'The model was disposed of');
    const tensors = this.#graph.inputs.map(({ name, dims }) => checked(inputs[name], name, dims));
    const plan = this.#plan(tensors.map(({ dims }) => dims));
    const arena = this.#memory.arena(plan.arenaBytes);
    plan.inputs.forEach(({ part }, i) => {
      new Float32Array(this.#memory.buffer, arena + part.offset).set(tensors[i]!.data);
    });
    this.#memory.run(plan.program, plan.steps, arena);
    return Object.fromEntries(
      plan.outputs.map(({ name, part, dims }) => {
        const values = new Float32Array(this.#memory.buffer, arena + part.offset, count(dims));
        return [name, { data: values.slice(), dims }];
      }),
    );
  }

  free(): void {
    this.#isFree = true;
    for (const plan of this.#plans.values()) this.#forget(plan);
    this.#plans.clear();
    this.#weights.free();
  }

  #plan(sizes: readonly (readonly number[])[]): Plan {
    const key = sizes.join(';');
    const plan = this.#plans.get(key) ?? this.#make(sizes);
    this.#plans.delete(key);
    this.#plans.set(key, plan);
    const [oldest] = this.#plans;
    if (this.#plans.size > plansKept && oldest) {
      this.#plans.delete(oldest[0]);
      this.#forget(oldest[1]);
    }
    return plan;
  }

  #make(sizes: readonly (readonly number[])[]): Plan {
    const planner = new Planner(this.#graph, this.#weights, this.#memory);
    try {
      const inputs = this.#graph.inputs.map(({ name }, i) => {
        const dims = sizes[i]!;
        const part = planner.newPart(count(dims) * 4);
        part.first = -1;
        planner.set(name, { dims, layout: 'flat', draft: undefined, part });
        return { name, part };
      });
      for (const node of this.#graph.nodes) {
        const plan = Object.hasOwn(operators, node.operator) ? operators[node.operator] : undefined;
        if (plan === undefined) throw unsupported(`it has an operator '${node.operator}'`);
        planner.set(node.output, plan(node, planner));
      }
      const outputs = this.#graph.outputs.map((name) => {
        const value = planner.value(name);
        return { name, part: planner.place(planner.flat(value)), dims: value.dims };
      });
      const arenaBytes = planner.finish(outputs.map(({ part }) => part));
      const program = this.#memory.take(planner.steps.length * stepBytes);
      planner.addresses.push(program);
      writeSteps(this.#memory.buffer, program, planner.steps);
      return {
        program,
        steps: planner.steps.length,
        arenaBytes,
        inputs,
        outputs,
        addresses: planner.addresses,
      };
    } catch (error) {
      for (const at of planner.addresses) this.#memory.free(at);
      throw error;
    }
  }

  #forget({ addresses }: Plan): void {
    for (const at of addresses) this.#memory.free(at);
  }
}

function checked(tensor: Tensor | undefined, name: string, dims: readonly (number | undefined)[]): Tensor {
  const fits =
    tensor !== undefined &&
    tensor.dims.length === dims.length &&
    tensor.dims.every((side, i) => Number.isInteger(side) && side >= 1 && side === (dims[i] ?? side)) &&
    tensor.data.length === count(tensor.dims);
  if (fits) return tensor;
  throw new LivePhotoError(
    'inference_failed',
    `The model takes '${name}' as [${dims.map((side) => side ?? 'any')}], not as [${tensor?.dims}]`,
  );
}
