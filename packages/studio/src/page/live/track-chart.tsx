/** The angles of the head over the time of a track, and below them the parallax that they left. */
import type { MotionEvidence } from '@livephoto/core';
import { fillIn, useSpeech } from '../language/language.tsx';
import type { StudioMessages } from '../language/messages.ts';
import { formatNumber } from '../report/words.ts';

const size = { width: 640, angles: 200, residual: 90, left: 70, right: 8, gap: 34 };
const height = size.angles + size.gap + size.residual + 30;

export function TrackChart({ motion: { frames } }: { readonly motion: MotionEvidence }) {
  const { language, texts } = useSpeech();
  const last = Math.max(1, frames.at(-1)?.at ?? 1);
  const most = Math.max(25, ...frames.flatMap(({ yaw, pitch }) => [Math.abs(yaw), Math.abs(pitch)]));
  const mostLeft = Math.max(0.05, ...frames.map(({ residual }) => residual));
  const x = (at: number) => size.left + (at / last) * (size.width - size.left - size.right);
  const angle = (degrees: number) => 8 + (size.angles - 8) * (0.5 - degrees / (2 * most));
  const floor = size.angles + size.gap + size.residual;
  const residual = (value: number) => floor - (value / mostLeft) * size.residual;
  const line = (points: readonly (readonly [number, number])[]) =>
    points.map(([px, py]) => `${px.toFixed(1)},${py.toFixed(1)}`).join(' ');
  const of = (y: (frame: (typeof frames)[number]) => number) =>
    frames.map((frame) => [x(frame.at), y(frame)] as const);
  const ten = most > 35 ? 20 : 10;
  const steps = [-2, -1, 0, 1, 2].map((step) => step * ten).filter((step) => Math.abs(step) <= most);
  const seconds = formatNumber(last / 1000, language, 1);
  return (
    <figure class="live-track">
      <svg
        viewBox={`0 0 ${size.width} ${height}`}
        role="img"
        aria-label={sentence(frames, seconds, texts.live)}
      >
        {steps.map((step) => (
          <g key={step} class="grid">
            <line x1={size.left} x2={size.width - size.right} y1={angle(step)} y2={angle(step)} />
            <text x={size.left - 6} y={angle(step) + 5} text-anchor="end">
              {step}°
            </text>
          </g>
        ))}
        <polyline class="yaw" points={line(of(({ yaw }) => angle(yaw)))} />
        <polyline class="pitch" points={line(of(({ pitch }) => angle(pitch)))} />
        {frames.map((frame) => (
          <circle key={frame.at} class="yaw" cx={x(frame.at)} cy={angle(frame.yaw)} r="4" />
        ))}
        <g class="grid">
          <line x1={size.left} x2={size.width - size.right} y1={floor} y2={floor} />
          <text x={size.left - 6} y={floor} text-anchor="end">
            0
          </text>
          <text x={size.left - 6} y={residual(mostLeft) + 10} text-anchor="end">
            {formatNumber(mostLeft, language, 2)}
          </text>
          <text x={size.left} y={floor + 22}>
            0 s
          </text>
          <text x={size.width - size.right} y={floor + 22} text-anchor="end">
            {seconds} s
          </text>
        </g>
        {frames.map((frame) => (
          <line
            key={frame.at}
            class="residual"
            x1={x(frame.at)}
            x2={x(frame.at)}
            y1={floor}
            y2={residual(frame.residual)}
          />
        ))}
      </svg>
      <figcaption class="small">
        <span class="key yaw">{texts.report.yaw}</span> <span class="key pitch">{texts.report.pitch}</span>{' '}
        <span class="key residual">{texts.live.parallaxKey}</span>
      </figcaption>
    </figure>
  );
}

/** What the chart shows, for who does not see it. */
function sentence(frames: MotionEvidence['frames'], seconds: string, live: StudioMessages['live']): string {
  const range = (values: readonly number[]) =>
    fillIn(live.range, { from: Math.min(...values), to: Math.max(...values) });
  return fillIn(live.chart, {
    count: frames.length,
    seconds,
    yaw: range(frames.map(({ yaw }) => yaw)),
    pitch: range(frames.map(({ pitch }) => pitch)),
    parallax: Math.max(...frames.map(({ residual }) => residual)),
  });
}
