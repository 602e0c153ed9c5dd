/**
 * Puts together what MediaPipe's face landmarker is loaded from. No package of npm has Google's own file, so it is made of the networks
 * that @mediapipe/face_mesh has: its detector, its mesh as the product has it, and the geometry of a face.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { meshForTasks } from '@livephoto/models-build/tflite';
import { zipSync } from 'fflate';
import { packageFolder } from '../../report/machine.ts';
import { describeInput } from './model-metadata.ts';

/** Bytes of the packed assets of @mediapipe/face_mesh 0.4.1657299874, as its loader lists them. */
const geometry = [3737848, 3757224] as const;
const detector = [3757224, 3986256] as const;

/**
 * Writes `face_landmarker.task`.
 * @param root of the workspace, with models built
 * @param folder that is made
 */
export async function writeFaceTask(root: URL, folder: string): Promise<void> {
  const assets = join(
    (await packageFolder('@mediapipe/face_mesh'))!,
    'face_mesh_solution_packed_assets.data',
  );
  const packed = new Uint8Array(await readFile(assets));
  const mesh = await readFile(new URL('packages/models/dist/face-landmarker.onnx', root));
  const files = {
    'face_detector.tflite': describeInput(packed.slice(...detector), { mean: 127.5, std: 127.5 }),
    'face_landmarks_detector.tflite': describeInput(await meshForTasks(mesh), { mean: 0, std: 255 }),
    'geometry_pipeline_metadata_landmarks.binarypb': packed.slice(...geometry),
  };
  await mkdir(folder, { recursive: true });
  // Read where they lie: nothing may be compressed.
  await writeFile(join(folder, 'face_landmarker.task'), zipSync(files, { level: 0 }));
}
