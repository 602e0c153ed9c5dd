/** Turns what was measured of a face into cues and one calibrated probability. */
import type { LivenessFusion } from '../../policy.ts';
import type { LivenessSignals } from './cues.ts';
import { featureReadOut, textureReadOut } from './read-out-coefficients.ts';
import { colourFlatness } from './texture.ts';

/** One linear read-out: numbers are standardised, bounded, weighted and summed. */
export interface LinearReadOut {
  /** Mean and deviation of each number on the photos that it was fitted on. */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  readonly weight: readonly number[];
}

/** Each in logits: above zero speaks for a person, below for a picture of one. */
export interface LivenessCues {
  /** The spoof net's own verdict on the face. */
  readonly face: number;
  /** Its verdict on the whole frame. */
  readonly frame: number;
  /** What else its last map shows of the face. */
  readonly features: number;
  /** The finest texture of the skin. */
  readonly texture: number;
}

/** Farther than this from the mean, in deviations, a number counts no more: unlike photos must not run away. */
const bound = 2.5;
/** Texture alone must not clear a photo: it is the cue that is easiest to make. */
const textureCap = 1.5;
/** Above this colour flatness, which no tuning photo reaches, texture speaks for nobody. */
const maxFlatness = 0.85;

/** What is read out by coefficients; one that is missing says nothing. */
export interface ReadOuts {
  readonly features?: LinearReadOut | undefined;
  readonly texture?: LinearReadOut | undefined;
}

const shipped: ReadOuts = { features: featureReadOut, texture: textureReadOut };

export function readCues(signals: LivenessSignals, readOuts: ReadOuts = shipped): LivenessCues {
  return {
    face: signals.faceMargin,
    frame: signals.frameMargin,
    features: readOut(readOuts.features, signals.features),
    texture: Math.min(
      colourFlatness(signals.texture).flatter > maxFlatness ? 0 : textureCap,
      readOut(readOuts.texture, signals.texture),
    ),
  };
}

/**
 * What each cue adds to the logit of a bona fide capture. The bias is what the verdicts of the net are off by: each of the
 * two takes half of it.
 */
export function contributions(cues: LivenessCues, fusion: LivenessFusion): LivenessCues {
  return {
    face: fusion.bias / 2 + fusion.face * cues.face,
    frame: fusion.bias / 2 + fusion.frame * cues.frame,
    features: fusion.features * cues.features,
    texture: fusion.texture * cues.texture,
  };
}

/** Probability 0..1 that the photo is a bona fide capture. */
export function fuse(cues: LivenessCues, fusion: LivenessFusion): number {
  const { face, frame, features, texture } = contributions(cues, fusion);
  return 1 / (1 + Math.exp(-(face + frame + features + texture)));
}

function readOut(coefficients: LinearReadOut | undefined, values: Float64Array): number {
  if (coefficients === undefined) return 0;
  const { mean, deviation, weight } = coefficients;
  let sum = 0;
  for (let i = 0; i < weight.length; i++) {
    sum += weight[i]! * standardised(values[i]!, mean[i]!, deviation[i]!);
  }
  return sum;
}

export function standardised(value: number, mean: number, deviation: number): number {
  return Math.min(bound, Math.max(-bound, (value - mean) / deviation));
}
