/** The shape of the asset `liveness-head`: what was fitted to turn measurements of a face into one calibrated probability. */

/** Every cue that a head may hold. Core has what each is measured on, and the sentence for whom it refuses. */
export type LivenessCueName = 'face' | 'frame' | 'faceFeatures' | 'frameFeatures' | 'skinTones';

/** Numbers are standardised, bounded, weighted and summed. Each list has as many numbers as the cue's measurement. */
export interface LinearHead {
  /** Mean and deviation of each number on the photos that the head was fitted on; deviations are above zero. */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  readonly weight: readonly number[];
  /** Farther than this from the mean, in deviations, a number counts no more: unlike photos must not run away. */
  readonly bound: number;
}

/** In logits; a side that is left out has no limit. */
export interface LogitRange {
  readonly least?: number;
  readonly most?: number;
}

/** One cue of liveness: how it is read out, and how much it may say. */
export interface HeadCue {
  readonly name: LivenessCueName;
  /** How many numbers become one logit. Left out where the measurement is one number, and a logit already. */
  readonly linear?: LinearHead;
  /** What the cue is kept within before it is weighed. */
  readonly range?: LogitRange;
  /** What it may add to the fused logit at most, either way; after it was weighed. */
  readonly contribution?: LogitRange;
  /** Share 0..1 of the fusion's bias that counts as this cue's own; over all cues 1. */
  readonly biasShare: number;
}

/** How cues add up to the logit of a bona fide capture: a bias, and the weight of each cue. */
export type LivenessFusion = { readonly bias: number } & {
  readonly [Cue in LivenessCueName]?: number;
};

/** What tells a photographed person from a drawing, a statue or a toy. It adds to no other cue: it decides alone. */
export interface PersonHead {
  readonly linear: LinearHead;
  /** What the sum is off by, in logits. */
  readonly bias: number;
}

/** Photos of one origin: a collection, or one chain of capture. */
export interface FittedFamily {
  readonly name: string;
  readonly genuine: number;
  readonly attacks: number;
  /** What its owners allow, in words; left out where the labels did not say. */
  readonly terms?: string;
}

/** How a head came about. */
export interface HeadProvenance {
  /** What wrote the file. */
  readonly method: string;
  /** Day of the fit, `YYYY-MM-DD`. */
  readonly date: string;
  /** Share 0..1 of genuine captures among all photos for which the score is a probability. */
  readonly prior: number;
  readonly families: readonly FittedFamily[];
}

/** The file that judges liveness: how cues are read out and weighed, and what was fitted on. */
export interface LivenessHead {
  readonly version: 1;
  /** In the order in which they are added up and told. */
  readonly cues: readonly HeadCue[];
  /** Has a weight for each cue, and for no other. A policy may override it. */
  readonly fusion: LivenessFusion;
  readonly person: PersonHead;
  readonly provenance: HeadProvenance;
}
