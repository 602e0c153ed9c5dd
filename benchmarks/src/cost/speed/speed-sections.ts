/** What a measurement of speed looks like: tables and charts. */

import { spreadOf } from '../../accuracy/statistics/spread.ts';
import { partsChart, rangesChart } from '../../report/bar-charts.ts';
import type { Chart } from '../../report/draw.ts';
import { none } from '../../report/rates-text.ts';
import type { Section } from '../../report/section.ts';
import type { Table } from '../../report/table.ts';
import { bytesText, millisecondsNumber, ratioText, spreadText } from '../../report/times-text.ts';
import { isSoftware } from './browser-protocol.ts';
import { type BackendName, backendTitles, type SpeedResult, type SpeedRun } from './measure-speed.ts';
import { enduranceSection, memorySection, startSection } from './process-sections.ts';
import { endToEnd, ratioOf, spreadOfStage, stagesOf } from './stage-times.ts';

export function speedSections(result: SpeedResult): Section[] {
  const sections = [
    stageSection(result),
    backendSection(result),
    startSection(result),
    memorySection(result),
  ];
  return result.endurance.length > 0 ? [...sections, enduranceSection(result)] : sections;
}

const inMilliseconds = { label: 'ms →', format: millisecondsNumber };

function runsOf({ runs, pages }: SpeedResult, backend: BackendName): SpeedRun[] {
  return [...runs, ...pages].filter((run) => run.backend === backend);
}

function stageSection(result: SpeedResult): Section {
  const { photos, options } = result;
  const runs = runsOf(result, 'wasm');
  const stages = stagesOf(runs);
  const laps = stages.filter((stage) => stage !== 'total');
  return {
    id: 'stages',
    title: 'Stages',
    remarks: [
      `wasm, 1 thread; ${options.samples} inspections of each photo in each fresh process; processes: ${options.rounds}.`,
    ],
    charts: [
      partsChart(
        'Where the time goes, wasm, 1 thread: medians',
        photos.flatMap(({ name }) =>
          laps.map((stage) => ({
            bar: name,
            part: stage,
            value: spreadOfStage(runs, name, stage)?.median ?? 0,
          })),
        ),
        inMilliseconds,
      ),
    ],
    tables: [
      {
        title: 'Milliseconds by stage: median (quartiles)',
        columns: ['stage', ...photos.map(({ name }) => name)],
        rows: [...stages, endToEnd].map((stage) => [
          stage,
          ...photos.map(({ name }) => spreadText(spreadOfStage(runs, name, stage))),
        ]),
        totals: [stages.length - 1, stages.length],
        note: 'Total is by the clock of the report itself; end to end is what the caller waits for, from bytes to report.',
      },
      {
        title: 'Photos',
        columns: ['photo', 'pixels', 'bytes', 'bits a pixel', 'sha256'],
        rows: photos.map(({ name, width, height, size, sha256 }) => [
          name,
          `${width} × ${height}`,
          bytesText(size),
          ((8 * size) / (width * height)).toFixed(2),
          sha256.slice(0, 12),
        ]),
        note: "The sample selfie, enlarged, with a sensor's noise: the same bytes in every run of one version of sharp.",
      },
    ],
  };
}

function backendSection(result: SpeedResult): Section {
  const { photos, options, absent } = result;
  const measured = options.backends.filter((backend) => runsOf(result, backend).length > 0);
  const cold = photos[0]!.name;
  const table: Table = {
    title: 'End to end by backend, milliseconds: median (quartiles)',
    columns: ['backend', ...photos.map(({ name }) => name), `wasm ÷ this, ${cold}`],
    rows: measured.map((backend) => [
      backendTitles[backend],
      ...photos.map(({ name }) => spreadText(spreadOfStage(runsOf(result, backend), name))),
      backend === 'wasm'
        ? none
        : `${ratioText(
            ratioOf(
              { runs: runsOf(result, 'wasm'), photo: cold },
              { runs: runsOf(result, backend), photo: cold },
            ),
          )} ×`,
    ]),
  };
  return {
    id: 'backends',
    title: 'Backends',
    remarks: [
      ...pageRemarks(result),
      ...absent.map(({ backend, reason }) => `Not measured: ${backendTitles[backend]}. ${reason}`),
    ],
    charts: photos.slice(0, 1).map(({ name }) => endToEndChart(result, measured, name)),
    tables: [table],
  };
}

/** What a browser's figures have to be read with. */
function pageRemarks({ pages }: SpeedResult): string[] {
  const details = new Map(pages.map(({ backend, detail }) => [backend, detail]));
  return [...details].map(([backend, detail]) => {
    const software = isSoftware(detail)
      ? ': drawn by software on the processor, no graphics card. It shows that WebGPU works, not how fast it is'
      : '';
    const first = spreadOf(pages.filter((page) => page.backend === backend).map((page) => page.firstReport));
    return `${backendTitles[backend]}: ${detail}${software}. Page to first report, models from this machine: ${spreadText(first)} ms.`;
  });
}

/** Of what is drawn by software only the table tells: beside its seconds nothing else could be made out. */
function endToEndChart(result: SpeedResult, measured: readonly BackendName[], photo: string): Chart {
  const inSoftware = new Set(
    result.pages.filter(({ detail }) => isSoftware(detail)).map(({ backend }) => backend as BackendName),
  );
  const left = measured.filter((backend) => inSoftware.has(backend)).map((backend) => backendTitles[backend]);
  return rangesChart(
    `End to end, ${photo}`,
    measured.flatMap((backend) => {
      const spread = inSoftware.has(backend) ? undefined : spreadOfStage(runsOf(result, backend), photo);
      return spread ? [{ name: backendTitles[backend], spread }] : [];
    }),
    left.length === 0
      ? inMilliseconds
      : { ...inMilliseconds, note: `Without ${left.join(' and ')}, drawn by software.` },
  );
}
