/** Decides on the motion of a capture: did a head follow the challenge, and was it one person in one place all the time? */
import type { MotionEvidence, TurnDirection } from '../contract/capture-report.ts';
import type { Finding } from '../contract/report.ts';
import { percent, tenth } from '../inspections/result.ts';
import type { Logistic, MotionPolicy } from '../motion-policy.ts';
import type { CaptureChallenge } from './challenge.ts';
import type { FacesBeside, MeasuredStep } from './compare-frames.ts';
import type { MeasuredMotion } from './measure-motion.ts';

/** What the policy says of measured motion. */
export interface MotionVerdict {
  readonly findings: readonly Finding[];
  readonly evidence: MotionEvidence;
  /** 0..1: that what turned was one head, there and then; 0 where a check failed that knows no degrees. */
  readonly probability: number;
}

/** @param lost Frames in which no face was seen. */
export function judgeMotion(
  motion: MeasuredMotion,
  challenge: CaptureChallenge,
  policy: MotionPolicy,
  lost = 0,
): MotionVerdict {
  const { turns, steps } = motion;
  const startsStraight =
    Math.abs(motion.start.yaw) <= policy.maxStartYaw && Math.abs(motion.start.pitch) <= policy.maxStart;
  // Of a pitch the mesh knows too little, and no challenge asks for turns up alone: there shape is all.
  const likelihoods = turns.map(
    ({ angle, parallax, shape, width = Infinity, depth = Infinity, relief = Infinity }) => ({
      parallax:
        width === Infinity
          ? 1
          : logistic(parallax, angle < policy.shortTurn ? policy.shortParallax : policy.parallax),
      shape: logistic(shape, policy.shape),
      width: Math.max(
        logistic(width, policy.width),
        Math.min(logistic(width, policy.narrowWidth), logistic(relief, policy.narrowRelief)),
      ),
      depth: logistic(depth, policy.depth),
      relief: angle >= policy.reliefTurn ? 1 : logistic(relief, policy.relief),
    }),
  );
  const meanShape = turns.reduce((sum, { shape }) => sum + shape, 0) / turns.length;
  const solid =
    turns.length === 0
      ? 0
      : Math.min(
          ...likelihoods.map(({ parallax, width, depth, relief }) =>
            Math.min(parallax, width, depth, relief),
          ),
          logistic(meanShape, policy.shape),
        );
  const checks = {
    followed: followed(motion, challenge, policy) && startsStraight,
    continuous: lost === 0 && steps.every((step) => isContinuous(step, policy)),
    solid: solid >= policy.minScore,
    moving:
      steps.every(({ difference }) => difference >= policy.minDifference) &&
      (motion.apart[0] ?? Infinity) >= policy.minDifference &&
      (motion.apart[repeatsAllowed] ?? Infinity) >= policy.minDifferenceApart,
    samePerson:
      [...steps, motion.still].every(
        (two) => two.likeness >= policy.minLikeness && changeOf(two, policy) <= policy.maxChange,
      ) && changeOf(motion.ends) <= policy.maxEndsChange,
    sameScene: steps.every(({ scene }) => scene === undefined || scene >= policy.minScene),
    exposed: steps.every(({ exposure }) => exposure <= policy.maxExposureChange),
  };
  // Whether a sheet or a head turned can only be told of what did turn.
  const judged = { ...checks, solid: checks.solid || turns.length === 0 };
  const findings = Object.entries(judged)
    .filter(([, passed]) => !passed)
    .map(([name]) => findingOf(name as keyof typeof checks, solid, challenge));
  const certain = judged.moving && judged.samePerson && judged.sameScene;
  return {
    findings,
    probability: certain ? solid : 0,
    evidence: {
      asked: challenge.turns,
      seen: turns.map(({ direction }) => direction),
      score: percent(certain ? solid : 0),
      checks,
      turns: turns.map((turn, i) => ({
        direction: turn.direction,
        angle: tenth(turn.angle),
        parallax: thousandth(turn.parallax),
        shape: thousandth(turn.shape),
        width: thousandthOf(turn.width),
        depth: thousandthOf(turn.depth),
        relief: thousandthOf(turn.relief),
        score: percent(Math.min(...Object.values(likelihoods[i]!))),
      })),
      frames: motion.frames.map(({ at, yaw, pitch, residual, shape }) => ({
        at: Math.round(at),
        yaw: tenth(yaw),
        pitch: tenth(pitch),
        residual: thousandth(residual),
        shape: thousandth(shape),
      })),
      lost,
      noise: thousandth(motion.noise),
      ...worstStep(motion, policy),
      apart: motion.apart.slice(0, repeatsAllowed + 1).map(thousandth),
      stillLikeness: percent(motion.still.likeness),
    },
  };
}

/** One frame may look like one before a turn by chance: whoever comes back to the middle may sit as before. */
const repeatsAllowed = 1;

/** How much the face changed, beyond what the degrees that it turned by account for. */
function changeOf(
  { likeness, shape, yaw, pitch }: FacesBeside,
  { changePerDegree } = { changePerDegree: 0 },
): number {
  return 1 - likeness + 3 * shape - changePerDegree * Math.max(Math.abs(yaw), Math.abs(pitch) / 1.5);
}

function followed(
  { start, turns, frames }: MeasuredMotion,
  challenge: CaptureChallenge,
  policy: MotionPolicy,
) {
  const last = frames.at(-1)!;
  const reach = { left: start.yaw, right: -start.yaw, up: Infinity };
  return (
    turns.length === challenge.turns.length &&
    turns.every(({ direction, returned }, i) => direction === challenge.turns[i] && returned) &&
    turns.every(({ direction, angle }) => angle + reach[direction] >= policy.minReach) &&
    // Near enough to straight; who comes back seldom ends where they began.
    Math.abs(last.yaw) <= 0.75 * policy.minYaw
  );
}

function isContinuous({ milliseconds, yaw, pitch }: MeasuredStep, { maxGap, maxStep }: MotionPolicy) {
  // A pitch is known less well than a yaw; see `calibratedPose`.
  return milliseconds <= maxGap && Math.abs(yaw) <= maxStep && Math.abs(pitch) <= 1.5 * maxStep;
}

function logistic(value: number, { middle, scale }: Logistic): number {
  return 1 / (1 + Math.exp(-(value - middle) / scale));
}

function worstStep({ steps, ends }: MeasuredMotion, policy: MotionPolicy) {
  const scenes = steps.flatMap(({ scene }) => (scene === undefined ? [] : [scene]));
  return {
    likeness: percent(Math.min(...steps.map(({ likeness }) => likeness))),
    scene: scenes.length === 0 ? null : percent(Math.min(...scenes)),
    change: hundredth(Math.max(...steps.map((step) => changeOf(step, policy)))),
    endsChange: hundredth(changeOf(ends)),
    difference: thousandth(Math.min(...steps.map(({ difference }) => difference))),
  };
}

const asWords: Readonly<Record<TurnDirection, string>> = {
  left: 'to your left',
  right: 'to your right',
  up: 'up',
};

function findingOf(
  check: keyof MotionEvidence['checks'],
  solid: number,
  { turns }: CaptureChallenge,
): Finding {
  const order = turns.map((direction) => asWords[direction]).join(', then ');
  const [code, message] = {
    followed: [
      'turn_not_followed',
      `The turns that were asked for were not seen: look straight ahead, turn your head ${order}, and look straight ahead after each turn.`,
    ],
    continuous: [
      'track_interrupted',
      'Your face was lost on the way or moved too fast: keep it in the picture and turn your head slowly, in one go.',
    ],
    exposed: [
      'track_interrupted',
      'The light changed while you turned your head: stay where the light is even, and try again.',
    ],
    solid: [
      'flat_face_suspected',
      'What was turned looks flat, like a picture or a screen: show your own face, and turn your head rather than the camera.',
    ],
    moving: [
      'frames_repeated',
      'The camera sent the same picture more than once: use a camera that films you live.',
    ],
    samePerson: [
      'different_faces',
      'The face changed while you turned your head: nobody else and nothing else may come between you and the camera.',
    ],
    sameScene: [
      'different_scenes',
      'The surroundings changed while you turned your head: stay where you are, and try again.',
    ],
  }[check] as [Finding['code'], string];
  return { code, message, score: check === 'solid' ? percent(solid) : 0 };
}

function hundredth(value: number): number {
  return Math.round(value * 100) / 100 + 0;
}

function thousandth(value: number): number {
  return Math.round(value * 1000) / 1000 + 0;
}

const thousandthOf = (value: number | undefined) => (value === undefined ? null : thousandth(value));
