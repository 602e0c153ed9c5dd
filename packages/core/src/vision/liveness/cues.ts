/** What is measured of a photo to tell a person from a picture of one: the face, the whole frame, and what may hide the traces of an attack. */
import { throwIfAborted } from '../../contract/errors.ts';
import type { InferenceModel } from '../../contract/ports.ts';
import type { Box, RgbImage } from '../../contract/rgb-image.ts';
import type { PlaneRotation } from '../landmarks/face-landmarker.ts';
import type { ImagePyramid } from '../sampling/affine.ts';
import { readPaperRim } from './paper-rim.ts';
import { readPersonNet } from './person-net.ts';
import { pictureArea } from './picture-area.ts';
import { readSkinLight, type SkinLight } from './skin-light.ts';
import { readSkinTones } from './skin-tones.ts';
import { readSpoofNet, surroundings } from './spoof-net.ts';
import { closeLook, likelyWide, wideLook } from './tuning.ts';

/** Whether a photo shows enough of how it was taken. */
export interface CaptureConditions extends SkinLight {
  /** Mean luma quantiser of the JPEG file, 1 (finest) to 255; 0 for what is no JPEG. */
  readonly quantiser: number;
  /** The smaller of the shares 0..1 of the picture's height that uniform bars above and below it take. */
  readonly bars: number;
}

/** What the cues are read out from. */
export interface LivenessSignals {
  /** Logits of the spoof net for the face, looked at closely and with what surrounds it, summed. After two looks the latter is what it likely is. */
  readonly faceMargin: number;
  /** How often the spoof net looked: at the face closely, at the frame, and, unless these two settled it, at what surrounds the face. */
  readonly looks: 2 | 3;
  /** Logit of the spoof net for the whole frame, where bezels, hands and edges of paper are. */
  readonly frameMargin: number;
  /** Mean activations of the spoof net's last map, for the close look at the face. */
  readonly faceFeatures: Float64Array;
  /** The same for the whole frame. */
  readonly frameFeatures: Float64Array;
  /** Highlights and blacks of the face, as multiples of its median; measured when first asked for, which a head without them never does. */
  readonly skinTones: Float64Array;
  /** What person-net sees of the face. */
  readonly personFeatures: Float64Array;
  /** Levels of 255 by which a rim around the head is brighter than what lies on both sides of it. */
  readonly paperRim: number;
  readonly conditions: CaptureConditions;
}

export interface LivenessNets {
  readonly spoofNet: InferenceModel;
  readonly personNet: InferenceModel;
}

export interface MeasureLivenessOptions {
  /** As in `CaptureConditions`. */
  readonly quantiser: number;
  /** Asked after two looks, with the third at what it likely says: whether it need not be taken. Every look is taken when left out. */
  readonly isSettled?: ((signals: LivenessSignals) => boolean) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Measures the face in `box`, which stands as `turn` says; pixels of the picture. */
export async function measureLiveness(
  { spoofNet, personNet }: LivenessNets,
  pyramid: ImagePyramid,
  face: { readonly box: Box; readonly turn: PlaneRotation },
  { quantiser, isSettled, signal }: MeasureLivenessOptions,
): Promise<LivenessSignals> {
  const { image, kernel } = pyramid;
  const inBars = pictureArea(image);
  const area = holdsMiddle(inBars, face.box)
    ? inBars
    : { x: 0, y: 0, width: image.width, height: image.height };
  const look = async (region: Box) => {
    const reading = await readSpoofNet(spoofNet, pyramid, region, face.turn);
    throwIfAborted(signal);
    return reading;
  };
  const close = await look(surroundings(face.box, closeLook, area));
  const frame = await look(area);
  const personFeatures = await readPersonNet(personNet, pyramid, face.box, face.turn);
  const paperRim = readPaperRim(pyramid, face.box, face.turn);
  const conditions = { ...readSkinLight(image, face.box, kernel), quantiser, bars: barsAround(area, image) };
  let tones: Float64Array | undefined;
  const signalsWith = (wideMargin: number, looks: 2 | 3): LivenessSignals => ({
    faceMargin: close.margin + wideMargin,
    looks,
    frameMargin: frame.margin,
    faceFeatures: close.features,
    frameFeatures: frame.features,
    get skinTones() {
      tones ??= readSkinTones(pyramid, face.box);
      return tones;
    },
    personFeatures,
    paperRim,
    conditions,
  });
  const likely = likelyWide.margin + likelyWide.ofClose * close.margin + likelyWide.ofFrame * frame.margin;
  const afterTwo = signalsWith(likely, 2);
  if (isSettled?.(afterTwo)) return afterTwo;
  const wide = await look(surroundings(face.box, wideLook, area));
  return signalsWith(wide.margin, 3);
}

/** What looks like bars may cover the face itself, in a picture of hardly anything. */
function holdsMiddle(area: Box, face: Box): boolean {
  const x = face.x + face.width / 2;
  const y = face.y + face.height / 2;
  return x > area.x && y > area.y && x < area.x + area.width && y < area.y + area.height;
}

function barsAround(area: Box, { height }: RgbImage): number {
  return Math.min(area.y, height - area.y - area.height) / height;
}
