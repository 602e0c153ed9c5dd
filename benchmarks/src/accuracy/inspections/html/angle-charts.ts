/** Labelled against measured angles. */

import { type Chart, draw, Plot } from '../../../report/draw.ts';
import type { ObservedPhoto } from '../../runner/run.ts';
import { posed } from '../orientation/angle-errors.ts';

/** Degrees, on the side that is not measured, up to which photos are drawn. */
const otherWithin = 30;

export function angleCharts(photos: readonly ObservedPhoto[]): Chart[] {
  const items = photos
    .filter(({ photo }) => photo.standing === 'firm')
    .map(posed)
    .filter(({ measured }) => measured);
  if (items.length === 0) return [];
  return (['yaw', 'pitch'] as const).map((axis) => {
    const other = axis === 'yaw' ? 'pitch' : 'yaw';
    const points = items
      .filter(({ nominal }) => Math.abs(nominal[other]) <= otherWithin)
      .map(({ nominal, measured }) => ({ nominal: nominal[axis], measured: measured![axis] }))
      // The line of the means goes from one group to the next as they come.
      .sort((a, b) => a.nominal - b.nominal);
    const limit = Math.max(
      45,
      ...points.flatMap(({ nominal, measured }) => [Math.abs(nominal), Math.abs(measured)]),
    );
    const domain = [-limit, limit];
    const title = `${axis === 'yaw' ? 'Yaw' : 'Pitch'}: labelled and measured (${other} within ±${otherWithin}°)`;
    return {
      title,
      legend: [],
      svg: draw(title, {
        x: { label: `labelled ${axis} (°) →`, domain, grid: true },
        y: { label: `↑ measured ${axis} (°)`, domain, grid: true },
        marks: [
          Plot.line(
            [
              [-limit, -limit],
              [limit, limit],
            ],
            {
              stroke: 'currentColor',
              strokeOpacity: 0.4,
              strokeDasharray: '3 3',
            },
          ),
          Plot.dot(points, { x: 'nominal', y: 'measured', r: 3, fill: 'var(--c1)', fillOpacity: 0.35 }),
          Plot.line(
            points,
            Plot.groupX(
              { y: 'mean' },
              { x: 'nominal', y: 'measured', stroke: 'var(--c2)', strokeWidth: 1.6 },
            ),
          ),
        ],
      }),
    };
  });
}
