/** What liveness is to reach on families that nothing was fitted on. */
import { estimateAtMost } from '../../report/goal-checks.ts';
import type { Goal } from '../../report/markup.ts';
import type { FamiliesFigures } from './family-rates.ts';

/**
 * @param figures Of firm labels
 * @param how Ends each goal's name
 */
export function familyGoals(figures: FamiliesFigures | undefined, how = ''): Goal[] {
  const macro = figures?.macro;
  const worst = figures?.families.find(({ family }) => family === macro?.worstFamily);
  const prints = figures?.species.find(({ species }) => species === 'print');
  const named = worst === undefined ? '' : ` (${worst.family})`;
  return [
    estimateAtMost(`equal error rate, macro over families${how}`, macro?.eer, 0.12),
    estimateAtMost(`equal error rate, worst family${named}${how}`, worst?.eer, 0.2),
    ...(macro?.bpcer.value == null && macro?.apcer.value == null
      ? []
      : [
          estimateAtMost(`BPCER at the policy's threshold, macro over families${how}`, macro.bpcer, 0.06),
          estimateAtMost(`APCER at the policy's threshold, macro over families${how}`, macro.apcer, 0.09),
          estimateAtMost(`APCER of prints at the policy's threshold, macro${how}`, prints?.apcer, 0.06),
        ]),
  ];
}
