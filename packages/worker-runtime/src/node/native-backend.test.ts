/** That it decides as the wasm backend does is shown on all samples in `runtime-tests`. */
import { expect, it } from 'vitest';
import { createNativeBackend } from './native-backend.ts';

it('refuses bytes that are no model', async () => {
  const backend = await createNativeBackend();
  expect(backend.name).toBe('native');
  await expect(backend.load(new Uint8Array(100))).rejects.toMatchObject({
    type: 'model_invalid',
    message: 'The native backend cannot load this model',
  });
});
