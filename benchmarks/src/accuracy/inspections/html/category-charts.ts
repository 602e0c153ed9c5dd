/** Which charts belong to which category. */
import type { Policy } from '@livephoto/core';
import type { Chart } from '../../../report/draw.ts';
import type { Category } from '../../labels/labels.ts';
import type { ObservedPhoto } from '../../runner/run.ts';
import { groupBy } from '../../statistics/group-by.ts';
import { livenessScore, speciesOf } from '../liveness/attack-detection.ts';
import { angleCharts } from './angle-charts.ts';
import { detectionCharts, peerChart } from './detection-charts.ts';
import { type Scored, scoreHistogram } from './histogram.ts';
import { reliabilityChart } from './reliability-chart.ts';

export function categoryCharts(
  category: Category,
  photos: readonly ObservedPhoto[],
  policy: Policy,
): readonly Chart[] {
  const firm = photos.filter(({ photo }) => photo.standing === 'firm');
  switch (category) {
    case 'faces':
      return present(faceScores(firm));
    case 'orientation':
      return angleCharts(photos);
    case 'obstruction':
      return present(obstructionScores(firm));
    case 'liveness':
      return present(
        ...detectionCharts(photos),
        peerChart(firm),
        reliabilityChart(firm),
        livenessScores(firm, policy),
      );
  }
}

function present(...charts: (Chart | undefined)[]): Chart[] {
  return charts.filter((chart) => chart !== undefined);
}

function faceScores(photos: readonly ObservedPhoto[]): Chart | undefined {
  const scores = photos.flatMap(({ photo, observation }): Scored[] =>
    observation.report
      ? [{ group: photo.label, score: Math.max(0, ...observation.report.faces.map(({ score }) => score)) }]
      : [],
  );
  return scoreHistogram('Score of the surest face, by label', scores, ['zero', 'single', 'multi'], {
    label: 'score (0: no face) →',
  });
}

function obstructionScores(photos: readonly ObservedPhoto[]): Chart | undefined {
  const scores = photos.flatMap(({ photo, observation }): Scored[] => {
    const score = observation.report?.inspections.obstructions.score;
    return score === undefined ? [] : [{ group: photo.extra.occlusion ?? photo.label, score }];
  });
  const covered = [...groupBy(scores, ({ group }) => group).keys()].filter((name) => name !== 'clear').sort();
  return scoreHistogram('Score, clear and by what covers the face', scores, ['clear', ...covered], {
    label: 'score (100: nothing covered) →',
  });
}

function livenessScores(photos: readonly ObservedPhoto[], policy: Policy): Chart | undefined {
  const scores = photos.flatMap((item): Scored[] => {
    const score = livenessScore(item);
    return score === undefined ? [] : [{ group: speciesOf(item) ?? 'genuine', score }];
  });
  const attacks = [...groupBy(scores, ({ group }) => group).keys()]
    .filter((name) => name !== 'genuine')
    .sort();
  return scoreHistogram("Score; the line is the policy's threshold", scores, ['genuine', ...attacks], {
    label: 'score (100: genuine) →',
    threshold: 100 * policy.liveness.minScore,
  });
}
