/** How often the face mesh is asked for: once where nothing is near a limit, as often as it takes elsewhere. */
import {
  createInspector,
  createSimdBackend,
  type InferenceBackend,
  type InspectionReport,
  type Inspector,
} from '@livephoto/core';
import { createFileModelSource, createNodeDecoder } from '@livephoto/worker-runtime/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sample } from './photos.ts';

let looks = 0;
/** Counts runs of the net that answers landmarks. */
function counting(backend: InferenceBackend): InferenceBackend {
  return {
    ...backend,
    async load(bytes) {
      const model = await backend.load(bytes);
      return {
        ...model,
        async run(inputs) {
          const outputs = await model.run(inputs);
          if ('landmarks' in outputs) looks += 1;
          return outputs;
        },
      };
    },
  };
}

let inspector: Inspector;
beforeAll(async () => {
  inspector = await createInspector({
    models: createFileModelSource(),
    backend: counting(createSimdBackend()),
    decoder: await createNodeDecoder(),
  });
});
afterAll(() => inspector?.dispose());

async function look(name: string, options: Parameters<Inspector['inspect']>[1] = {}) {
  looks = 0;
  const report = await inspector.inspect(await sample(name), { performLivenessCheck: false, ...options });
  return { report, looks };
}
const uncertainty = ({ inspections }: InspectionReport) => inspections.orientation.evidence.uncertainty!;

describe('the mesh of a face', () => {
  it('is asked for once where nothing is near a limit, and its angles are the less sure', async () => {
    const clear = await look('selfie');
    expect(clear.report.inspections.orientation.outcome).toBe('passed');
    expect(clear.looks).toBe(1);
    const whole = await look('selfie', { inspections: ['orientation'] });
    expect(whole.looks).toBeGreaterThanOrEqual(3);
    for (const angle of ['yaw', 'pitch', 'roll'] as const) {
      const [less, more] = [uncertainty(clear.report)[angle], uncertainty(whole.report)[angle]];
      expect(less).toBeGreaterThan(more);
      const [a, b] = [clear, whole].map(({ report }) => report.inspections.orientation.evidence[angle]!);
      expect(Math.abs(a! - b!)).toBeLessThanOrEqual(less);
    }
  });

  it('is settled where a limit is near', async () => {
    expect((await look('selfie', { policy: 'icao' })).looks).toBeGreaterThanOrEqual(3);
  });

  it.each(['masked', 'sunglasses'])('is settled where something covers the face: %s', async (name) => {
    const { report, looks: taken } = await look(name);
    expect(report.inspections.obstructions.outcome).toBe('failed');
    expect(taken).toBeGreaterThanOrEqual(3);
  });

  it('is the same whichever inspections are asked for beside obstructions', async () => {
    for (const name of ['selfie', 'masked']) {
      const all = await look(name);
      const some = await look(name, { inspections: ['obstructions'] });
      expect(some.report.inspections.obstructions).toEqual(all.report.inspections.obstructions);
    }
  });
});
