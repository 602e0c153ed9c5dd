/** Writes a fitted liveness head as the file that `pnpm models build` takes: a list of numbers a line, so that a new fit can be read as a diff. */
import type { HeadCue, LinearHead, LivenessHead } from '@livephoto/models';

/** Four digits: more would be noise of the photos that happened to be there. */
export function headFile(head: LivenessHead): string {
  const { linear, bias } = head.person;
  const person = { linear: briefLinear(linear), bias: fourDigits(bias) };
  const brief = { ...head, cues: head.cues.map(briefCue), person };
  const lists = /\[\s+(-?[\d.e+-]+(?:,\s+-?[\d.e+-]+)*)\s+\]/g;
  const text = JSON.stringify(brief, undefined, 2).replace(lists, (_, numbers: string) => {
    return `[${numbers.replace(/\s+/g, ' ')}]`;
  });
  return `${text}\n`;
}

function briefCue(cue: HeadCue): HeadCue {
  return cue.linear === undefined ? cue : { ...cue, linear: briefLinear(cue.linear) };
}

function briefLinear({ mean, deviation, weight, bound }: LinearHead): LinearHead {
  return {
    mean: mean.map(fourDigits),
    deviation: deviation.map(fourDigits),
    weight: weight.map(fourDigits),
    bound,
  };
}

function fourDigits(value: number): number {
  return Number(value.toPrecision(4));
}
