import { describe, expect, it } from 'vitest';
import type { InferenceModel } from '../contract/ports.ts';
import { loadWhenRun } from './load-when-run.ts';

/** A model that echoes its inputs, and what was done to it. */
function recorded(failures = 0) {
  const events: string[] = [];
  const model = loadWhenRun(async (): Promise<InferenceModel> => {
    events.push('load');
    await Promise.resolve();
    if (failures-- > 0) throw new Error('no memory');
    return {
      run: async (inputs) => {
        events.push('run');
        return inputs;
      },
      dispose: async () => {
        events.push('dispose');
      },
    };
  });
  return { model, events };
}

const inputs = { input: { data: Float32Array.of(1), dims: [1] } };

describe('loadWhenRun', () => {
  it('loads once, when it is first run, for all who run it meanwhile', async () => {
    const { model, events } = recorded();
    expect(events).toEqual([]);
    expect(await Promise.all([model.run(inputs), model.run(inputs)])).toEqual([inputs, inputs]);
    await model.run(inputs);
    expect(events).toEqual(['load', 'run', 'run', 'run']);
  });

  it('frees what was loaded, and what is still loading, and nothing that never was', async () => {
    const never = recorded();
    await never.model.dispose();
    expect(never.events).toEqual([]);
    const { model, events } = recorded();
    const running = model.run(inputs);
    await model.dispose();
    await running;
    expect(events).toContain('dispose');
  });

  it('fails as the load does, and tries anew at the next run', async () => {
    const { model, events } = recorded(1);
    await expect(model.run(inputs)).rejects.toThrow('no memory');
    await model.dispose();
    expect(await model.run(inputs)).toEqual(inputs);
    expect(events).toEqual(['load', 'load', 'run']);
  });
});
