/** A real trap: onnxruntime-web over a memory that was overwritten while it was up. */
import { createFileModelSource } from '@livephoto/worker-runtime/node';
import { expect, it, vi } from 'vitest';
import { createOnnxRuntimeBackend } from '../../packages/core/src/backends/onnxruntime.ts';
import { isTrap, LivePhotoError } from '../../packages/core/src/contract/errors.ts';

const landmarker = await createFileModelSource().bytes('face-landmarker');
const input = { data: new Float32Array(3 * 192 * 192), dims: [1, 3, 192, 192] };

it('is told from other failures, and nothing runs on the crashed runtime any more', async () => {
  const memories: WebAssembly.Memory[] = [];
  const instantiate = vi.spyOn(WebAssembly, 'instantiate');
  const backend = createOnnxRuntimeBackend();
  const [model, other] = [await backend.load(landmarker), await createOnnxRuntimeBackend().load(landmarker)];
  for (const [, imports] of instantiate.mock.calls) {
    for (const module of Object.values(imports ?? {})) {
      memories.push(...Object.values(module).filter((value) => value instanceof WebAssembly.Memory));
    }
  }
  instantiate.mockRestore();
  const mistaken = await model.run({ picture: input }).catch((error: unknown) => error);
  expect(mistaken).toMatchObject({ type: 'inference_failed' });
  expect(isTrap(mistaken)).toBe(false);
  expect((await model.run({ input })).presence!.data).toHaveLength(1);

  expect(memories).toHaveLength(1);
  new Uint8Array(memories[0]!.buffer).fill(0xff);

  for (const work of [
    () => model.run({ input }),
    () => other.run({ input }),
    () => backend.load(landmarker),
  ]) {
    const error = await work().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LivePhotoError);
    expect(error).toMatchObject({
      type: 'inference_failed',
      message: expect.stringMatching(/^The onnxruntime backend crashed \(.+\): .*start a new one$/),
    });
    expect(isTrap(error)).toBe(true);
  }
  await model.dispose();
});
