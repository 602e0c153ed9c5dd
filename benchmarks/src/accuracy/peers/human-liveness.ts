/** The antispoof and liveness models of npm's @vladmandic/human, from its package, on TensorFlow.js. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { type GraphModel, loadGraphModel } from '@tensorflow/tfjs-converter';
import { type io, setBackend, type Tensor, tensor4d } from '@tensorflow/tfjs-core';
import { cropTo, grownSquare } from './crop.ts';
import type { Peer } from './peer.ts';

/** As the package cuts the face out by default. */
const growth = 1.4;

/** Its two scores, read as the package reads them: the first number of each model's answer. */
export async function loadHuman(): Promise<Peer> {
  const { resolve } = createRequire(import.meta.url);
  setWasmPaths(`${dirname(resolve('@tensorflow/tfjs-backend-wasm'))}/`);
  setThreadsCount(1);
  await setBackend('wasm');
  const models = join(dirname(resolve('@vladmandic/human')), '../models');
  const antispoof = await loadGraphModel(fromFiles(models, 'antispoof'));
  const liveness = await loadGraphModel(fromFiles(models, 'liveness'));
  return {
    names: ["human's antispoof", "human's liveness"],
    async scores(picture, face) {
      const region = grownSquare(face, growth);
      const read = async (model: GraphModel) => {
        const side = model.inputs[0]!.shape![1]!;
        const input = tensor4d(
          cropTo(picture, region, side).map((value) => value / 255),
          [1, side, side, 3],
        );
        const answer = model.execute(input) as Tensor;
        const [first] = await answer.data();
        input.dispose();
        answer.dispose();
        return first!;
      };
      return [await read(antispoof), await read(liveness)];
    },
    close() {
      antispoof.dispose();
      liveness.dispose();
    },
  };
}

/** A model of a folder, for a runtime that only knows the network and the browser's stores. */
function fromFiles(folder: string, name: string): io.IOHandler {
  return {
    async load() {
      const model = JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8'));
      const weights = await readFile(join(folder, `${name}.bin`));
      return {
        modelTopology: model.modelTopology,
        format: model.format,
        signature: model.signature,
        weightSpecs: model.weightsManifest[0].weights,
        weightData: new Uint8Array(weights).buffer,
      };
    },
  };
}
