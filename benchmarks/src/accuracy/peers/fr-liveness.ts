/** `fr_liveness` of npm's faceplugin-face-recognition-js: the graph that the product reads anew, with its own verdict. */
import { LivePhotoError } from '@livephoto/core';
import { createOnnxRuntimeBackend } from '@livephoto/core/onnxruntime';
import { createFileModelSource } from '@livephoto/worker-runtime/node';
import { cropTo, grownInside } from './crop.ts';
import type { Peer } from './peer.ts';

const side = 128;
/** As its package cuts the face out. */
const growth = 2.7;

/**
 * Its verdict with colours as its package feeds them, and as the net was trained.
 * @throws {LivePhotoError} `model_missing` when the models are not built
 */
export async function loadFrLiveness(): Promise<Peer> {
  const model = await createOnnxRuntimeBackend().load(await createFileModelSource().bytes('spoof-net'));
  const genuine = async (crop: Float32Array, channels: readonly number[]) => {
    const { logits } = await model.run({ input: { data: planes(crop, channels), dims: [1, 3, side, side] } });
    if (logits === undefined)
      throw new LivePhotoError('model_invalid', "The spoof net has no output 'logits'");
    return softmax(logits.data)[0]!;
  };
  return {
    names: ['fr_liveness, RGB', 'fr_liveness, BGR'],
    async scores(picture, face) {
      const crop = cropTo(picture, grownInside(face, growth, picture), side);
      return [await genuine(crop, [0, 1, 2]), await genuine(crop, [2, 1, 0])];
    },
    close: () => model.dispose(),
  };
}

/** Interleaved values as one plane per channel, in the order asked for. */
export function planes(interleaved: Float32Array, channels: readonly number[]): Float32Array {
  const area = interleaved.length / channels.length;
  return Float32Array.from(
    { length: interleaved.length },
    (_, i) => interleaved[(i % area) * channels.length + channels[Math.floor(i / area)]!]!,
  );
}

export function softmax(logits: ArrayLike<number>): number[] {
  const values = Array.from(logits);
  const largest = Math.max(...values);
  const powers = values.map((value) => Math.exp(value - largest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}
