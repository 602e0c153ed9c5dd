/** What is measured of a face to tell a person from a picture of one: the face, the whole frame, the skin up close. */
import { throwIfAborted } from '../../contract/errors.ts';
import type { InferenceModel } from '../../contract/ports.ts';
import type { Box, RgbImage } from '../../contract/rgb-image.ts';
import type { PlaneRotation } from '../landmarks/face-landmarker.ts';
import type { ImagePyramid } from '../sampling/affine.ts';
import { pictureArea } from './picture-area.ts';
import { readSpoofNet, surroundings } from './spoof-net.ts';
import { colourFlatness, readTexture } from './texture.ts';

/** Whether there is enough of a picture to judge. */
export interface SkinLight {
  /** Mean brightness of the skin, 0..255. */
  readonly brightness: number;
  /** Share 0..1 of its pixels whose colour differs from their neighbours'; 0 in a grey photo. */
  readonly colour: number;
}

/** What the cues are read out from. */
export interface LivenessSignals {
  /** Logit of the spoof net for the face. */
  readonly faceMargin: number;
  /** Logit of the spoof net for the whole frame, where bezels, hands and edges of paper are. */
  readonly frameMargin: number;
  /** Mean activations of the spoof net's last map, for the face. */
  readonly features: Float64Array;
  /** Histogram of the skin's finest patterns. */
  readonly texture: Float64Array;
  readonly light: SkinLight;
}

/**
 * How far the box is grown for the close look: of 1.0 to 4.0 the best on sources not fitted on, see
 * packages/models/cards/liveness-readout.md.
 */
const closeLook = 1.2;

/** Measures the face in `box`, which stands as `turn` says; pixels of the picture. */
export async function measureLiveness(
  model: InferenceModel,
  pyramid: ImagePyramid,
  face: { readonly box: Box; readonly turn: PlaneRotation },
  signal?: AbortSignal,
): Promise<LivenessSignals> {
  const area = areaAround(face.box, pyramid.image);
  const near = await readSpoofNet(model, pyramid, surroundings(face.box, closeLook, area), face.turn);
  throwIfAborted(signal);
  const frame = await readSpoofNet(model, pyramid, area, face.turn);
  const { histogram, brightness } = readTexture(pyramid.image, face.box, pyramid.kernel);
  return {
    faceMargin: near.margin,
    frameMargin: frame.margin,
    features: near.features,
    texture: histogram,
    light: { brightness, colour: 1 - colourFlatness(histogram).livelier },
  };
}

/** The picture without its letterbox; all of it where what looks like one covers the middle of the face. */
function areaAround(face: Box, image: RgbImage): Box {
  const area = pictureArea(image);
  const x = face.x + face.width / 2;
  const y = face.y + face.height / 2;
  const holds = x > area.x && y > area.y && x < area.x + area.width && y < area.y + area.height;
  return holds ? area : { x: 0, y: 0, width: image.width, height: image.height };
}
