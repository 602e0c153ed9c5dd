/** Puts off what loading a model costs until a photo needs it. */
import type { InferenceModel } from '../contract/ports.ts';

/**
 * A model that is loaded when it is first run, and frees what was loaded. Runs that come while it loads wait; after a load
 * that failed the next run tries again.
 */
export function loadWhenRun(load: () => Promise<InferenceModel>): InferenceModel {
  let loading: Promise<InferenceModel> | undefined;
  const loaded = () => {
    loading ??= load().catch((error) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
  return {
    run: async (inputs) => (await loaded()).run(inputs),
    dispose: async () => (await loading?.catch(() => undefined))?.dispose(),
  };
}
