/** Brings a fitted liveness head into the form that is built: checked as core checks it, every part in one order. */
import { readLivenessHead } from '@livephoto/core/calibration';
import type { HeadCue, LinearHead, LivenessHead, LogitRange } from '@livephoto/models';

/** @throws {LivePhotoError} `model_invalid`, naming the part of the file that is wrong. */
export function canonicalHead(bytes: Uint8Array): LivenessHead {
  const { version, cues, fusion, person, provenance } = readLivenessHead(bytes);
  const { method, date, prior, families } = provenance;
  return {
    version,
    cues: cues.map(canonicalCue),
    fusion: { bias: fusion.bias, ...Object.fromEntries(cues.map(({ name }) => [name, fusion[name]])) },
    person: { linear: canonicalLinear(person.linear), bias: person.bias },
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
    ...(linear && { linear: canonicalLinear(linear) }),
    ...(range && { range: canonicalRange(range) }),
    ...(contribution && { contribution: canonicalRange(contribution) }),
    biasShare,
  };
}

function canonicalLinear({ mean, deviation, weight, bound }: LinearHead): LinearHead {
  return { mean, deviation, weight, bound };
}

function canonicalRange({ least, most }: LogitRange): LogitRange {
  return { ...(least !== undefined && { least }), ...(most !== undefined && { most }) };
}
