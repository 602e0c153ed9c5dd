/** npm's @vladmandic/human as its users run it without a graphics card: face, mesh, antispoof and liveness on. */
import { pathToFileURL } from 'node:url';
import { decodeAndDetect } from './decode.ts';
import type { LoadedPeer } from './peer-protocol.ts';
import { letFetchReadFiles, requireBundle, type TensorFlow, wasmFolder } from './tensorflow.ts';

interface HumanPackage {
  Human: new (
    config: object,
  ) => {
    readonly tf: TensorFlow;
    load(): Promise<void>;
    detect(image: unknown): Promise<{ readonly face: readonly unknown[] }>;
  };
}

const off = { enabled: false };
const on = { enabled: true };

export async function loadHuman(): Promise<LoadedPeer> {
  letFetchReadFiles();
  const bundle = await requireBundle('@vladmandic/human', 'dist/human.node-wasm.js');
  const { Human } = bundle.exports as HumanPackage;
  const human = new Human({
    backend: 'wasm',
    wasmPath: wasmFolder(bundle.require),
    modelBasePath: pathToFileURL(`${bundle.folder}/models/`).href,
    debug: false,
    // Every picture is a new one: nothing is to be taken from the one before.
    cacheSensitivity: 0,
    filter: off,
    face: { ...on, iris: off, description: off, emotion: off, antispoof: on, liveness: on },
    body: off,
    hand: off,
    object: off,
    gesture: off,
  });
  await human.load();
  return {
    inspect: (bytes) =>
      decodeAndDetect(bytes, async ({ data, width, height }) => {
        const tensor = human.tf.tensor(data, [1, height, width, 3], 'int32');
        const { face } = await human.detect(tensor);
        human.tf.dispose(tensor);
        return face.length;
      }),
  };
}
