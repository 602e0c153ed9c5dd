/** What a measurement of scale looks like. */
import { quantile } from 'simple-statistics';
import type { Estimate } from '../../accuracy/statistics/bootstrap.ts';
import { pairedRatio } from '../../accuracy/statistics/paired-ratio.ts';
import { type Spread, spreadOf } from '../../accuracy/statistics/spread.ts';
import { linesChart, rangesChart } from '../../report/bar-charts.ts';
import type { Goal } from '../../report/markup.ts';
import { none } from '../../report/rates-text.ts';
import type { Section } from '../../report/section.ts';
import { millisecondsNumber, ratioText, spreadText } from '../../report/times-text.ts';
import { ratioOf, spreadOfStage } from '../speed/stage-times.ts';
import type { ControlKind } from './controls.ts';
import type { ScaleResult } from './measure-scale.ts';
import type { WorkersResult } from './measure-workers.ts';
import { usualPageSize } from './pages.ts';

/** How many times the photos of one worker two do, at least. */
const twoWorkers = 1.8;
/** How many times as long a page among many may take as among few, to be called flat. */
const flatPages = 2;

/** Rate of `workers` ÷ rate of one, by rounds. */
export function speedup({ pools }: Pick<ScaleResult, 'pools'>, workers: number): Estimate {
  const rates = (count: number, round: number) =>
    pools
      .filter((run) => run.workers === count && run.round === round)
      .map(({ photosPerSecond }) => photosPerSecond);
  const rounds = [...new Set(pools.map(({ round }) => round))];
  return pairedRatio(rounds.map((round) => ({ ours: rates(workers, round), theirs: rates(1, round) })));
}

/** The same of processes that share nothing but the machine. */
export function controlSpeedup(
  { controls }: Pick<ScaleResult, 'controls'>,
  kind: ControlKind,
  processes: number,
): Estimate {
  const pools = controls
    .filter((run) => run.kind === kind)
    .map((run) => ({ round: run.round, workers: run.processes, photosPerSecond: run.unitsPerSecond }));
  return speedup({ pools }, processes);
}

/** Time of the first page among the most photos ÷ among the fewest. */
export function pageGrowth({ pages, options }: Pick<ScaleResult, 'pages' | 'options'>): number | null {
  const middle = (stored: number | undefined) =>
    spreadOf(
      pages.flatMap((run) =>
        run.stored === stored && run.place === 'first' && run.pageSize === usualPageSize ? run.latencies : [],
      ),
    )?.median;
  const [few, many] = [middle(options.stored[0]), middle(options.stored.at(-1))];
  return few === undefined || many === undefined ? null : many / few;
}

export function workerGoal(result: WorkersResult): Goal {
  const two = speedup(result, 2);
  return {
    name: 'photos a second: 2 workers against 1',
    wanted: `≥ ${twoWorkers} ×`,
    measured:
      two.value === null
        ? 'not measured'
        : `${ratioText(two)} ×; two plain processes ${ratioText(controlSpeedup(result, 'inspections', 2))} ×`,
    met: two.value === null ? null : two.value >= twoWorkers,
  };
}

export function scaleGoals(result: ScaleResult): Goal[] {
  const growth = pageGrowth(result);
  const { stored } = result.options;
  return [
    workerGoal(result),
    {
      name: `the first page of ${usualPageSize}: among ${stored.at(-1)} stored photos against among ${stored[0]}`,
      wanted: `≤ ${flatPages} ×`,
      measured: growth === null ? 'not measured' : `${growth.toFixed(2)} ×`,
      met: growth === null ? null : growth <= flatPages,
    },
  ];
}

export function scaleSections(result: ScaleResult): Section[] {
  return [workerSection(result), uploadSection(result), pageSection(result), sizeSection(result)];
}

export function workerSection(result: WorkersResult): Section {
  const { options, pools } = result;
  const rows = options.workers.map((workers) => ({
    workers,
    spread: spreadOf(pools.flatMap((run) => (run.workers === workers ? [run.photosPerSecond] : [])))!,
  }));
  return {
    id: 'workers',
    title: 'Workers',
    remarks: [
      `A pool of worker threads, kept full with ${options.photos} inspections of the 2 MP JPEG, wasm; start and warm-up left out. Rounds: ${options.rounds}.`,
      'Processes that share nothing but the machine say what there is to be had: each inspects by itself, or runs through whole numbers, which needs a core and no memory.',
    ],
    charts: [
      rangesChart(
        'Photos a second, by workers',
        rows.map(({ workers, spread }) => ({
          name: `${workers} ${workers === 1 ? 'worker' : 'workers'}`,
          spread,
        })),
        { label: 'photos a second →', format: (value) => value.toFixed(1) },
      ),
    ],
    tables: [
      {
        title: 'Photos a second: median (quartiles)',
        columns: [
          'workers',
          'photos a second',
          'times one worker (95 % interval)',
          'plain processes, times one',
          'loops over whole numbers, times one',
        ],
        rows: rows.map(({ workers, spread }) => [
          `${workers}`,
          spreadText(spread),
          ...[
            speedup(result, workers),
            controlSpeedup(result, 'inspections', workers),
            controlSpeedup(result, 'spin', workers),
          ].map((ratio) => (workers === 1 ? none : ratioText(ratio))),
        ]),
      },
    ],
  };
}

function uploadSection({ options, uploads, serverWorkers }: ScaleResult): Section {
  const rows = options.concurrency.map((concurrency) => {
    const runs = uploads.filter((run) => run.concurrency === concurrency);
    return {
      concurrency,
      rate: spreadOf(runs.map(({ uploadsPerSecond }) => uploadsPerSecond))!,
      latencies: runs.flatMap(({ latencies }) => latencies),
    };
  });
  const quantileText = (values: readonly number[], at: number) =>
    millisecondsNumber(quantile([...values], at));
  return {
    id: 'uploads',
    title: 'Uploads',
    remarks: [
      `livephoto serve, with ${serverWorkers} inspection workers, SQLite and files, on the same machine as the callers; each uploads the 2 MP JPEG one after the other, ${options.uploads} in all. Rounds: ${options.rounds}.`,
    ],
    charts: [
      linesChart(
        'How long an upload waits, by how many are under way',
        rows.flatMap(({ concurrency, latencies }) =>
          [
            ['median', 0.5],
            ['95 %', 0.95],
          ].map(([name, at]) => ({
            name: name as string,
            x: concurrency,
            y: quantile([...latencies], at as number),
          })),
        ),
        {
          x: { label: 'uploads under way →', ticks: [...options.concurrency], tickFormat: 'd' },
          y: { label: '↑ ms', zero: true },
        },
      ),
    ],
    tables: [
      {
        title: 'Uploads',
        columns: ['under way at once', 'uploads a second', 'median ms', '95 % ms', 'longest ms'],
        rows: rows.map(({ concurrency, rate, latencies }) => [
          `${concurrency}`,
          spreadText(rate),
          quantileText(latencies, 0.5),
          quantileText(latencies, 0.95),
          quantileText(latencies, 1),
        ]),
      },
    ],
  };
}

function pageSection({ options, pages }: ScaleResult): Section {
  const cell = (stored: number, place: string, pageSize: number): Spread | undefined =>
    spreadOf(
      pages.flatMap((run) =>
        run.stored === stored && run.place === place && run.pageSize === pageSize ? run.latencies : [],
      ),
    );
  const most = options.stored.at(-1)!;
  const lengths = pages
    .filter((run) => run.stored === most && run.place === 'first')
    .map((run) => run.pageSize);
  const places = ['first', 'middle', 'last'];
  return {
    id: 'pages',
    title: 'Lists',
    remarks: [
      `GET /v1/livePhotos of one client over SQLite, ${options.requests} requests each; what is stored are copies of one real upload.`,
    ],
    charts: [
      linesChart(
        `A page of ${usualPageSize}, by how many photos are stored`,
        options.stored.flatMap((stored) =>
          places.flatMap((place) => {
            const spread = cell(stored, place, usualPageSize);
            return spread ? [{ name: `${place} page`, x: stored, y: spread.median }] : [];
          }),
        ),
        {
          x: { label: 'stored photos →', type: 'log', ticks: [...options.stored], tickFormat: 'd' },
          y: { label: '↑ ms', zero: true },
        },
      ),
    ],
    tables: [
      {
        title: `A page of ${usualPageSize}, milliseconds: median (quartiles)`,
        columns: ['stored photos', 'first page', 'middle page', 'last page'],
        rows: options.stored.map((stored) => [
          `${stored}`,
          ...places.map((place) => spreadText(cell(stored, place, usualPageSize))),
        ]),
      },
      {
        title: `The first page among ${most}, by its length, milliseconds: median (quartiles)`,
        columns: ['items', 'time'],
        rows: lengths
          .sort((a, b) => a - b)
          .map((length) => [`${length}`, spreadText(cell(most, 'first', length))]),
      },
    ],
  };
}

function sizeSection({ sizes, sizeRuns, options }: ScaleResult): Section {
  const megapixels = (name: string) => Number.parseFloat(name);
  const parts = ['total', 'decode', 'detect'];
  const base = '2 MP';
  return {
    id: 'sizes',
    title: 'Size of the photo',
    remarks: [
      `JPEG, wasm, 1 thread. Inspections of each size in each process: ${options.samples}; processes: ${options.rounds}.`,
    ],
    charts: [
      linesChart(
        'Time by size of the photo: medians',
        sizes.flatMap(({ name }) =>
          parts.map((part) => ({
            name: part,
            x: megapixels(name),
            y: spreadOfStage(sizeRuns, name, part)?.median ?? 0,
          })),
        ),
        { x: { label: 'megapixels →' }, y: { label: '↑ ms', zero: true } },
      ),
    ],
    tables: [
      {
        title: 'Milliseconds by size of the photo: median (quartiles)',
        columns: ['photo', 'pixels', ...parts, `times ${base} (95 % interval)`],
        rows: sizes.map(({ name, width, height }) => [
          name,
          `${width} × ${height}`,
          ...parts.map((part) => spreadText(spreadOfStage(sizeRuns, name, part))),
          name === base
            ? none
            : ratioText(ratioOf({ runs: sizeRuns, photo: name }, { runs: sizeRuns, photo: base })),
        ]),
      },
    ],
  };
}
