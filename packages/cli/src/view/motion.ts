/** The motion of a capture for people: what was asked and seen, and a row of figures a frame. */
import type { MotionEvidence } from '@livephoto/core';
import type { TableStyle } from './table.ts';

/** Columns of the drawn angle: from −45 to 45 degrees. */
const drawn = 31;
const farthest = 45;

export function renderMotion(motion: MotionEvidence, { colors }: TableStyle): string {
  const { asked, seen, checks, turns, frames, score } = motion;
  const failed = Object.entries(checks)
    .filter(([, passed]) => !passed)
    .map(([name]) => names[name as keyof typeof checks]);
  const lines = [
    `  ${colors.bold('motion'.padEnd(14))}${score}   asked ${asked.join(', ')}; seen ${seen.join(', ') || 'no turn'}`,
    ...turns.map(
      ({ direction, angle, parallax, shape, width, depth, relief }) =>
        `    ${direction.padEnd(6)} ${number(angle)}°  parallax ${parallax.toFixed(3)}  shape ${shape.toFixed(2)}` +
        (width === null ? '' : `  width ${width.toFixed(2)}`) +
        (depth === null ? '' : `  depth ${depth.toFixed(2)}`) +
        (relief === null ? '' : `  relief ${relief.toFixed(2)}`),
    ),
    ...(failed.length === 0 ? [] : [`    ${colors.red(`not passed: ${failed.join('; ')}`)}`]),
    colors.dim(`    ${'ms'.padStart(6)}   yaw  pitch  parallax  right ${' '.repeat(drawn - 12)} left`),
    ...frames.map(
      ({ at, yaw, pitch, residual }) =>
        `    ${String(at).padStart(6)} ${number(yaw)} ${number(pitch)}     ${residual.toFixed(3)}  ${angle(yaw)}`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

const names: Readonly<Record<keyof MotionEvidence['checks'], string>> = {
  followed: 'the turns asked for, in their order, and back',
  continuous: 'no gap, no jump, a face in every frame',
  solid: 'a head, nothing flat or bent',
  moving: 'no frame twice',
  samePerson: 'one face all the time',
  sameScene: 'one place all the time',
  exposed: 'even light',
};

function number(value: number): string {
  return value.toFixed(1).padStart(5);
}

/** A mark on a line, as the viewer sees the head turn. */
function angle(yaw: number): string {
  const middle = (drawn - 1) / 2;
  const place = Math.round(middle + (Math.max(-farthest, Math.min(farthest, yaw)) / farthest) * middle);
  return Array.from({ length: drawn }, (_, i) => (i === place ? '●' : i === middle ? '│' : '·')).join('');
}
