/** What a comparison of runtimes looks like, network by network. */
import type { Estimate } from '../../accuracy/statistics/bootstrap.ts';
import { pairedRatio } from '../../accuracy/statistics/paired-ratio.ts';
import { spreadOf } from '../../accuracy/statistics/spread.ts';
import { rangesChart } from '../../report/bar-charts.ts';
import type { Section } from '../../report/section.ts';
import { millisecondsNumber, ratioText, spreadText } from '../../report/times-text.ts';
import type { NetsResult } from './measure-nets.ts';
import {
  type NetName,
  type NetRuntime,
  netNames,
  netRuntimes,
  netShapes,
  sameWithin,
} from './net-protocol.ts';

export function netSections(result: NetsResult): Section[] {
  const { rounds, options } = result;
  const measured = netNames.filter((name) => rounds.some((round) => round[name] !== undefined));
  const spread = (name: NetName, runtime: NetRuntime) =>
    spreadOf(rounds.flatMap((round) => round[name]?.times[runtime] ?? []));
  const longest = Math.max(
    0,
    ...measured.flatMap((name) => netRuntimes.map((runtime) => spread(name, runtime)?.q3 ?? 0)),
  );
  const rows = measured.map((name) => [
    `${name}, ${netShapes[name].slice(2).join(' × ')}`,
    ...netRuntimes.map((runtime) => spreadText(spread(name, runtime))),
    ratioText(overLiteRt(result, name, 'onnxruntime-web')),
    ratioText(overLiteRt(result, name, 'simd')),
    differenceOf(result, name).toExponential(1),
  ]);
  return [
    {
      id: 'nets',
      title: 'The networks on another runtime',
      remarks: [
        `Chromium, one thread each; onnxruntime-web and simd are backends of the product, LiteRT is neither, in its build without relaxed SIMD, from TFLite files converted from the models. ${options.samples} runs of each in turns in each of ${rounds.length} fresh pages, on the same input.`,
        ...measured
          .filter((name) => !(differenceOf(result, name) <= sameWithin))
          .map((name) => `${name} does not compute the same on all: its times say nothing.`),
      ],
      charts: netRuntimes.flatMap((runtime) => {
        const lines = measured.flatMap((name) => {
          const found = spread(name, runtime);
          return found ? [{ name, spread: found }] : [];
        });
        const format = { label: 'ms →', format: millisecondsNumber, upTo: longest };
        return lines.length === 0 ? [] : [rangesChart(`One run of each network, ${runtime}`, lines, format)];
      }),
      tables: [
        {
          title: 'One run, milliseconds: median (quartiles)',
          columns: [
            'network',
            ...netRuntimes,
            'onnxruntime-web ÷ LiteRT (95 % interval)',
            'simd ÷ LiteRT (95 % interval)',
            'largest difference of an output',
          ],
          rows,
          note: `A difference is over the output's largest size, or 1; up to ${sameWithin} all are said to compute the same.`,
        },
      ],
    },
  ];
}

/** How many times LiteRT's time another takes, by rounds. */
export function overLiteRt({ rounds }: NetsResult, name: NetName, runtime: NetRuntime): Estimate {
  return pairedRatio(
    rounds.map((round) => ({
      ours: round[name]?.times[runtime] ?? [],
      theirs: round[name]?.times.LiteRT ?? [],
    })),
  );
}

/** Of all rounds; they compute the same every time. */
export function differenceOf({ rounds }: NetsResult, name: NetName): number {
  return Math.max(...rounds.map((round) => round[name]?.difference ?? 0));
}
