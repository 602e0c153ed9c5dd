/** What a comparison with other packages looks like: its time never without what it looks at. */

import type { DetectorFigures } from '../../accuracy/peers/detector-rates.ts';
import type { Estimate } from '../../accuracy/statistics/bootstrap.ts';
import { spreadOf } from '../../accuracy/statistics/spread.ts';
import { rangesChart } from '../../report/bar-charts.ts';
import type { Goal } from '../../report/markup.ts';
import { areaText, estimateText, none } from '../../report/rates-text.ts';
import type { Section } from '../../report/section.ts';
import { millisecondsNumber, ratioText, spreadText } from '../../report/times-text.ts';
import { isSoftware } from '../speed/browser-protocol.ts';
import { ratioGoal } from '../speed/speed-goals.ts';
import { ratioOf, type Side, spreadOfStage } from '../speed/stage-times.ts';
import { answered, type ParticipantName, participants, questions } from './checks.ts';
import type { PeersResult } from './measure-peers.ts';

/** Share of human's time that the product may take for what it checks. */
const shareOfHuman = 0.6;
const decisivePhoto = '2 MP JPEG';

const inMilliseconds = { label: 'ms →', format: millisecondsNumber };

export function peerGoals(result: PeersResult): Goal[] {
  return [
    ratioGoal(
      `${decisivePhoto}: all four inspections against human's face, mesh, antispoof and liveness`,
      shareOfHuman,
      againstProduct(result, 'human', decisivePhoto),
    ),
  ];
}

/** Ours ÷ theirs on the same runtime, by rounds. */
function againstProduct(result: PeersResult, name: ParticipantName, photo: string): Estimate {
  const ours = participants[name].runtime === 'Node' ? 'livephoto' : 'livephoto-browser';
  return ratioOf(sideOf(result, ours, photo), sideOf(result, name, photo));
}

function sideOf({ runs }: PeersResult, name: ParticipantName, photo: string): Side {
  return { runs: runs.filter(({ participant }) => participant === name), photo };
}

/** Whether it draws with WebGL and had no graphics card: its time is that of the drawing, and nothing is claimed of it. */
function isHandicapped({ runs }: PeersResult, name: ParticipantName): boolean {
  if (!participants[name].needsGraphics) return false;
  const mine = runs.filter(({ participant }) => participant === name);
  return mine.some(({ renderer }) => renderer === undefined || isSoftware(renderer));
}

/** @param accuracy of liveness detectors, where a run of `bench accuracy` was named */
export function peerSections(result: PeersResult, accuracy?: readonly DetectorFigures[]): Section[] {
  const { options, photos, absent } = result;
  const measured = options.participants.filter((name) =>
    result.runs.some(({ participant }) => participant === name),
  );
  const spread = (name: ParticipantName, photo: string, stage?: string) => {
    const { runs } = sideOf(result, name, photo);
    return spreadOfStage(runs, photo, stage);
  };
  const looked = measured.filter((name) => name !== 'livephoto-browser');
  const isOurs = (name: ParticipantName) => name.startsWith('livephoto');
  const blind = result.runs.flatMap(({ participant, faces }) =>
    Object.entries(faces ?? {}).flatMap(([photo, count]) =>
      count === 0 ? [`${participants[participant].title} saw no face on ${photo}.`] : [],
    ),
  );
  return [
    {
      id: 'peers',
      title: 'Other packages',
      remarks: [
        `${options.samples} times each photo in each fresh process or page, MediaPipe at most twice; rounds: ${options.rounds}. Compare within a runtime: Node with Node, Chromium with Chromium.`,
        ...absent.map(
          ({ participant, reason }) => `Not measured: ${participants[participant].title}. ${reason}`,
        ),
        ...new Set(blind),
      ],
      charts: photos.flatMap(({ name: photo }) =>
        (['Node', 'Chromium'] as const).flatMap((runtime) => {
          const rows = measured.flatMap((name) => {
            const comparable = participants[name].runtime === runtime && !isHandicapped(result, name);
            const found = comparable ? spread(name, photo) : undefined;
            return found ? [{ name: participants[name].title, spread: found }] : [];
          });
          return rows.length === 0
            ? []
            : [rangesChart(`From bytes to the answer, ${photo}, ${runtime}`, rows, inMilliseconds)];
        }),
      ),
      tables: [
        {
          title: 'From bytes to the answer, milliseconds: median (quartiles)',
          columns: [
            'package',
            'on',
            ...photos.map(({ name }) => name),
            'until models are loaded',
            'questions it answers',
          ],
          rows: measured.map((name) => [
            participants[name].title,
            isHandicapped(result, name)
              ? `${participants[name].runtime}, drawn by software`
              : participants[name].runtime,
            ...photos.map((photo) => spreadText(spread(name, photo.name))),
            spreadText(spreadOf(result.runs.flatMap((run) => (run.participant === name ? [run.ready] : [])))),
            answered(name),
          ]),
          note: 'A time means little without what it buys: the questions stand below.',
          totals: measured.flatMap((name, index) => (isOurs(name) ? [index] : [])),
        },
        {
          title: 'livephoto ÷ the other, on the same runtime: ratio (95 % interval)',
          columns: ['package', ...photos.map(({ name }) => name)],
          rows: measured
            .filter((name) => !isOurs(name))
            .map((name) => [
              participants[name].title,
              ...photos.map((photo) =>
                isHandicapped(result, name)
                  ? 'no claim'
                  : ratioText(againstProduct(result, name, photo.name)),
              ),
            ]),
          note: 'Below 1, livephoto takes less time, for more that it looks at. No claim: the package draws with WebGL and had no graphics card.',
        },
        {
          title: 'Of it: decoding, milliseconds: median (quartiles)',
          columns: ['package', ...photos.map(({ name }) => name)],
          rows: measured.map((name) => [
            participants[name].title,
            ...photos.map((photo) => spreadText(spread(name, photo.name, 'decode'))),
          ]),
          note: 'livephoto decodes no more pixels than it needs; the others are handed all of them.',
        },
        {
          title: 'What each looks at',
          columns: ['package', ...questions],
          rows: looked.map((name) => [participants[name].title, ...participants[name].answers]),
          totals: looked.flatMap((name, index) => (isOurs(name) ? [index] : [])),
        },
        {
          title: 'What each computes with',
          columns: ['package', ''],
          rows: measured.map((name) => [participants[name].title, participants[name].computes]),
        },
        ...(accuracy ? [accuracyTable(accuracy)] : []),
      ],
    },
  ];
}

function accuracyTable(accuracy: readonly DetectorFigures[]) {
  return {
    title: 'Liveness: how often each is wrong on the same photos (firm labels, all sources)',
    columns: ['detector', 'genuine / attacks', 'equal error rate', 'area under ROC', 'BPCER at APCER 10 %'],
    rows: accuracy.map(({ name, bonaFide, attacks, eer, auc, bpcer10 }) => [
      name,
      `${bonaFide} / ${attacks}`,
      eer.value === null ? none : estimateText(eer),
      areaText(auc),
      estimateText(bpcer10),
    ]),
    totals: [0],
    note: 'From the run of bench accuracy --baselines that was named; what flatters the product stands in docs/accuracy.md.',
  };
}
