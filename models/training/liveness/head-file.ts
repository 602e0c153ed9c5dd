/** Writes a fitted liveness head as the file that `pnpm models build` takes: a list of numbers a line, so that a new fit can be read as a diff. */
import type { HeadCue, LivenessHead } from '@livephoto/models';

/** Four digits: more would be noise of the photos that happened to be there. */
export function headFile(head: LivenessHead): string {
  const brief = { ...head, cues: head.cues.map(briefCue) };
  const lists = /\[\s+(-?[\d.e+-]+(?:,\s+-?[\d.e+-]+)*)\s+\]/g;
  const text = JSON.stringify(brief, undefined, 2).replace(lists, (_, numbers: string) => {
    return `[${numbers.replace(/\s+/g, ' ')}]`;
  });
  return `${text}\n`;
}

function briefCue(cue: HeadCue): HeadCue {
  if (cue.linear === undefined) return cue;
  const { mean, deviation, weight, bound } = cue.linear;
  return {
    ...cue,
    linear: {
      mean: mean.map(fourDigits),
      deviation: deviation.map(fourDigits),
      weight: weight.map(fourDigits),
      bound,
    },
  };
}

function fourDigits(value: number): number {
  return Number(value.toPrecision(4));
}
