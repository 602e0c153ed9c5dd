/** What a comparison of two trees looks like. */

import { verdictOf } from '../../accuracy/statistics/paired-ratio.ts';
import { type Chart, draw, Plot } from '../../report/draw.ts';
import type { Section } from '../../report/section.ts';
import { bytesText, ratioText, spreadText } from '../../report/times-text.ts';
import { endToEnd } from '../speed/stage-times.ts';
import type { CompareResult, CompareRun } from './measure-trees.ts';
import {
  type Comparison,
  comparedStages,
  compareProcesses,
  compareStage,
  differentReports,
} from './tree-ratios.ts';

const whole: readonly (readonly [string, (run: CompareRun) => number, 'ms' | 'bytes'])[] = [
  ['process to first report', ({ coldStart }) => coldStart.firstReport, 'ms'],
  ['until the models are ready', ({ coldStart }) => coldStart.ready, 'ms'],
  ['resident memory after every photo', ({ memory }) => memory.after, 'bytes'],
  ['resident memory, the most', ({ memory }) => memory.peak, 'bytes'],
];

export function compareSections(result: CompareResult): Section[] {
  const { photos, ours, theirs, options } = result;
  const stages = comparedStages(result);
  const columns = (first: string) => [first, nameOf(theirs), nameOf(ours), 'ratio (95 % interval)', ''];
  const row = (name: string, { ours: here, theirs: there, ratio }: Comparison): string[] => [
    name,
    spreadText(there),
    spreadText(here),
    ratioText(ratio),
    verdictOf(ratio) ?? 'no difference shown',
  ];
  const different = differentReports(result);
  return [
    {
      id: 'compare',
      title: `${nameOf(ours)} against ${nameOf(theirs)}`,
      remarks: [
        `${options.backend}; one fresh process of each a round, their order turned every round; ${options.samples} inspections of each photo in each process; rounds: ${options.rounds}. Below 1, ${nameOf(ours)} is faster.`,
        different.length === 0
          ? 'Both report the same on every photo.'
          : `They do not report the same on ${different.join(', ')}: find out why before you compare speeds.`,
      ],
      charts: [ratioChart(result)],
      tables: [
        {
          title: 'End to end, milliseconds: median (quartiles)',
          columns: columns('photo'),
          rows: photos.map(({ name }) => row(name, compareStage(result, name))),
        },
        {
          title: 'The process',
          columns: columns(''),
          rows: whole.map(([name, pick, unit]) => {
            const compared = compareProcesses(result, pick);
            if (unit === 'ms') return row(`${name}, ms`, compared);
            const verdict = verdictOf(compared.ratio);
            return [
              name,
              compared.theirs ? bytesText(compared.theirs.median) : '',
              compared.ours ? bytesText(compared.ours.median) : '',
              ratioText(compared.ratio),
              verdict === null ? 'no difference shown' : verdict === 'faster' ? 'smaller' : 'larger',
            ];
          }),
        },
        ...photos.map(({ name }) => ({
          title: `${name}, stages, milliseconds: median (quartiles)`,
          columns: columns('stage'),
          rows: stages.map((stage) => row(stage, compareStage(result, name, stage))),
          totals: [stages.indexOf('total'), stages.indexOf(endToEnd)].filter((index) => index >= 0),
        })),
      ],
    },
  ];
}

function nameOf({ name, commit }: CompareResult['ours']): string {
  return commit === null || commit.startsWith(name) ? name : `${name} (${commit.slice(0, 8)})`;
}

/** Every photo's ratio with its interval. */
function ratioChart(result: CompareResult): Chart {
  const title = 'Ratio of the times from end to end, with its interval';
  const rows = [
    ...result.photos.map(({ name }) => ({ name, compared: compareStage(result, name) })),
    {
      name: 'process to first report',
      compared: compareProcesses(result, ({ coldStart }) => coldStart.firstReport),
    },
  ].flatMap(({ name, compared: { ratio } }) =>
    ratio.value === null
      ? []
      : [{ name, value: ratio.value, low: ratio.low ?? ratio.value, high: ratio.high ?? ratio.value }],
  );
  return {
    title,
    legend: [],
    note: 'Left of the line the first is faster.',
    svg: draw(title, {
      height: 70 + 30 * rows.length,
      marginLeft: 145,
      marginRight: 40,
      x: { label: 'ratio →', grid: true, nice: true },
      y: { label: null, domain: rows.map(({ name }) => name) },
      marks: [
        Plot.ruleX([1], { stroke: 'currentColor', strokeDasharray: '3 3' }),
        Plot.ruleY(rows, { x1: 'low', x2: 'high', y: 'name', stroke: 'var(--c1)', strokeWidth: 3 }),
        Plot.dot(rows, { x: 'value', y: 'name', r: 4, fill: 'var(--c1)' }),
        Plot.text(rows, {
          x: 'high',
          y: 'name',
          text: ({ value }) => value.toFixed(2),
          textAnchor: 'start',
          dx: 7,
          fill: 'currentColor',
        }),
      ],
    }),
  };
}
