import { expect, it } from 'vitest';
import { createInspector, type InspectorOptions } from './create-inspector.ts';
import { createInspector as createElsewhere } from './unsupported.ts';

it.each<[unknown, string]>([
  ['strict', "takes an object, such as { policy: 'strict' }"],
  [null, 'takes an object'],
  [{ backend: 'cuda' }, "must be 'wasm', 'onnxruntime' or 'native', not 'cuda'"],
  [{ workers: 0 }, 'from 1 to 1024, not 0'],
  [{ workers: 1.5 }, 'not 1.5'],
  [{ timeLimit: -1 }, 'above 0, not -1'],
  [{ policy: 'lax' }, 'lax'],
])('refuses the options %j before anything is started', async (options, message) => {
  const creating = createInspector(options as InspectorOptions);
  await expect(creating).rejects.toMatchObject({ type: 'invalid_request' });
  await expect(creating).rejects.toThrow(message);
});

it('names the other packages where it cannot work', async () => {
  await expect(createElsewhere()).rejects.toThrow('@livephoto/browser');
});
