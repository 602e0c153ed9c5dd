/** Runs a model once in onnxruntime's wasm build: the calculator of constant folding. */

import type { TensorData } from './graph.ts';
import type { Evaluate } from './simplify.ts';

export async function createEvaluate(): Promise<Evaluate> {
  const ort = await import('onnxruntime-web/wasm');
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
  return async (model, inputs) => {
    const session = await ort.InferenceSession.create(model, {
      graphOptimizationLevel: 'disabled',
      logSeverityLevel: 3,
    });
    try {
      const feeds = Object.entries(inputs).map(
        ([name, { dims, data }]) => [name, new ort.Tensor(data, dims)] as const,
      );
      const results = await session.run(Object.fromEntries(feeds));
      return Object.fromEntries(
        Object.entries(results).map(([name, tensor]) => [
          name,
          { dims: tensor.dims, data: (tensor.data as TensorData).slice() as TensorData },
        ]),
      );
    } finally {
      await session.release();
    }
  };
}
