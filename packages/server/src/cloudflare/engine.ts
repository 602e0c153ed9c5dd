/** One engine of inference at a time: an isolate may have no room for two. */
import { type InferenceBackend, type InferenceModel, LivePhotoError } from '@livephoto/core';

/**
 * @param start makes an engine, with a memory of its own.
 * @returns What gives a fresh one at each call. The one before is let go first, with its memory and its models: whatever
 * is still under way on it is refused with `inspection_aborted`.
 */
export function createEngines(start: () => InferenceBackend): () => InferenceBackend {
  let letGo = () => {};
  return () => {
    letGo();
    // All that is reached of the engine and its models is reached from here, so that nobody else keeps its memory.
    let parts:
      | { readonly engine: InferenceBackend; readonly models: Map<number, InferenceModel> }
      | undefined = { engine: start(), models: new Map() };
    let loaded = 0;
    letGo = () => {
      parts = undefined;
    };
    return {
      name: parts.engine.name,
      async load(bytes) {
        if (!parts) throw replaced();
        const model = await parts.engine.load(bytes);
        // Read again, since it may have been let go meanwhile.
        const id = loaded++;
        parts?.models.set(id, model);
        return {
          async run(inputs) {
            const ours = parts?.models.get(id);
            if (!ours) throw replaced();
            return ours.run(inputs);
          },
          async dispose() {
            const ours = parts?.models.get(id);
            parts?.models.delete(id);
            await ours?.dispose();
          },
        };
      },
    };
  };
}

function replaced(): LivePhotoError {
  return new LivePhotoError(
    'inspection_aborted',
    'The inspector was started anew meanwhile: send the photo again',
  );
}
