/** Brings a fitted liveness head into the form that is built: checked as core checks it, every part in one order. */
import { readLivenessHead } from '@livephoto/core/calibration';
import type { HeadCue, LivenessHead, LogitRange } from '@livephoto/models';

/** @throws {LivePhotoError} `model_invalid`, naming the part of the file that is wrong. */
export function canonicalHead(bytes: Uint8Array): LivenessHead {
  const { version, cues, fusion, provenance } = readLivenessHead(bytes);
  const { method, date, prior, families } = provenance;
  return {
    version,
    cues: cues.map(canonicalCue),
    fusion: { bias: fusion.bias, ...Object.fromEntries(cues.map(({ name }) => [name, fusion[name]])) },
    provenance: {
      method,
      date,
      prior,
      families: families.map(({ name, genuine, attacks, terms }) => ({
        name,
        genuine,
        attacks,
        ...(terms !== undefined && { terms }),
      })),
    },
  };
}

function canonicalCue({ name, linear, range, contribution, biasShare }: HeadCue): HeadCue {
  return {
    name,
    ...(linear && {
      linear: {
        mean: linear.mean,
        deviation: linear.deviation,
        weight: linear.weight,
        bound: linear.bound,
      },
    }),
    ...(range && { range: canonicalRange(range) }),
    ...(contribution && { contribution: canonicalRange(contribution) }),
    biasShare,
  };
}

function canonicalRange({ least, most }: LogitRange): LogitRange {
  return { ...(least !== undefined && { least }), ...(most !== undefined && { most }) };
}
