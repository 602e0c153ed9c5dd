/** What a measurement of speed looks like: tables and charts. */

import { spreadOf } from '../../accuracy/statistics/spread.ts';
import { linesChart, partsChart, rangesChart } from '../../report/bar-charts.ts';
import type { Chart } from '../../report/draw.ts';
import { none } from '../../report/rates-text.ts';
import type { Section } from '../../report/section.ts';
import type { Table } from '../../report/table.ts';
import { bytesText, millisecondsNumber, ratioText, spreadText } from '../../report/times-text.ts';
import { isSoftware } from './browser-protocol.ts';
import {
  type BackendName,
  backendTitles,
  type NodeRun,
  type SpeedResult,
  type SpeedRun,
} from './measure-speed.ts';
import { growthOf, memoryOverNode } from './speed-goals.ts';
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

function processesOf({ runs }: SpeedResult, backend: NodeRun['backend']): NodeRun[] {
  return runs.filter((run) => run.backend === backend);
}

/** Of those asked for, the backends of Node that were measured. */
function nodeBackends(result: SpeedResult): NodeRun['backend'][] {
  return (['wasm', 'native'] as const).filter((backend) => processesOf(result, backend).length > 0);
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

function endToEndChart(result: SpeedResult, measured: readonly BackendName[], photo: string): Chart {
  return rangesChart(
    `End to end, ${photo}`,
    measured.flatMap((backend) => {
      const spread = spreadOfStage(runsOf(result, backend), photo);
      return spread ? [{ name: backendTitles[backend], spread }] : [];
    }),
    inMilliseconds,
  );
}

/** The steps of a cold start, each as the time since the step before. */
function startSteps({ coldStart: { boot, imported, ready, firstReport } }: NodeRun): [string, number][] {
  return [
    ['the runtime', boot],
    ['code', imported - boot],
    ['models', ready - imported],
    ['first inspection', firstReport - ready],
  ];
}

function startSection(result: SpeedResult): Section {
  const measured = nodeBackends(result);
  const steps = (backend: NodeRun['backend']) => {
    const runs = processesOf(result, backend);
    return startSteps(runs[0]!).map(([name], index) => ({
      name,
      spread: spreadOf(runs.map((run) => startSteps(run)[index]![1])),
    }));
  };
  return {
    id: 'cold-start',
    title: 'Cold start',
    remarks: [
      `From the start of a process to its first report, of the ${result.photos[0]!.name}; models and photo are read from disk.`,
    ],
    charts: [
      partsChart(
        'From the start of the process to the first report: medians',
        measured.flatMap((backend) =>
          steps(backend).map(({ name, spread }) => ({
            bar: backendTitles[backend],
            part: name,
            value: spread?.median ?? 0,
          })),
        ),
        inMilliseconds,
      ),
    ],
    tables: [
      {
        title: 'Cold start, milliseconds: median (quartiles)',
        columns: ['', ...measured.map((backend) => backendTitles[backend])],
        rows: [
          ...steps(measured[0]!).map(({ name }, index) => [
            name,
            ...measured.map((backend) => spreadText(steps(backend)[index]!.spread)),
          ]),
          [
            'process to first report',
            ...measured.map((backend) =>
              spreadText(
                spreadOf(processesOf(result, backend).map(({ coldStart }) => coldStart.firstReport)),
              ),
            ),
          ],
          [
            'a second inspector in the same process, until ready',
            ...measured.map((backend) =>
              spreadText(spreadOf(processesOf(result, backend).map(({ second }) => second.ready))),
            ),
          ],
        ],
        totals: [4],
      },
    ],
  };
}

function memorySection(result: SpeedResult): Section {
  const measured = nodeBackends(result);
  const bare = spreadOf(result.bareNode)?.median ?? 0;
  const middle = (backend: NodeRun['backend'], pick: (run: NodeRun) => number) =>
    spreadOf(processesOf(result, backend).map(pick))!.median;
  const over = memoryOverNode(result);
  const rows: [string, (run: NodeRun) => number][] = [
    ['after the first report', ({ memory }) => memory.afterFirst - bare],
    ['after every photo', ({ memory }) => memory.after - bare],
    ['the most that it ever was', ({ memory }) => memory.peak - bare],
    ['a second inspector adds', ({ second }) => second.resident],
    ["of it: the inference runtime's WebAssembly memory", ({ memory }) => memory.wasm],
    ["a picture's decoder, WebAssembly memory while it decodes", ({ memory }) => memory.decoder],
  ];
  return {
    id: 'memory',
    title: 'Memory',
    remarks: [
      `Resident memory over that of a Node process that has imported nothing (${bytesText(bare)}).${over ? ` Wasm after every photo: ${bytesText(over.median)}.` : ''}`,
    ],
    charts: [
      rangesChart(
        'Resident memory over bare Node, MB',
        measured.flatMap((backend) =>
          (
            [
              ['first report', (run) => run.memory.afterFirst],
              ['every photo', (run) => run.memory.after],
              ['peak', (run) => run.memory.peak],
            ] as [string, (run: NodeRun) => number][]
          ).map(([name, pick]) => ({
            name: `${backend}: ${name}`,
            spread: spreadOf(processesOf(result, backend).map((run) => (pick(run) - bare) / 1e6))!,
          })),
        ),
        { label: 'MB →', format: (value) => value.toFixed(0) },
      ),
    ],
    tables: [
      {
        title: 'Memory, median over the processes',
        columns: ['', ...measured.map((backend) => backendTitles[backend])],
        rows: rows.map(([name, pick]) => [
          name,
          ...measured.map((backend) => {
            const value = middle(backend, pick);
            return value < 0 ? `−${bytesText(-value)}` : bytesText(value);
          }),
        ]),
      },
    ],
  };
}

function enduranceSection(result: SpeedResult): Section {
  const { endurance } = result;
  const growth = growthOf(result);
  const shown = endurance.filter(
    (_, index) => index % Math.ceil(endurance.length / 10) === 0 || index === endurance.length - 1,
  );
  return {
    id: 'endurance',
    title: 'Endurance',
    remarks: [
      `${endurance.at(-1)!.inspections} inspections of a 0.3-megapixel photo in one process.${growth === null ? '' : ` From the second tenth to the last: ${growth < 0 ? '−' : '+'}${bytesText(Math.abs(growth))}.`}`,
    ],
    charts: [
      linesChart(
        'Memory over a long run',
        endurance.flatMap(({ inspections, resident, wasm }) => [
          { name: 'resident', x: inspections, y: resident / 1e6 },
          { name: 'WebAssembly', x: inspections, y: wasm / 1e6 },
        ]),
        { x: { label: 'inspections →' }, y: { label: '↑ MB', zero: true } },
      ),
    ],
    tables: [
      {
        title: 'Memory over a long run',
        columns: ['inspections', 'resident', 'WebAssembly'],
        rows: shown.map(({ inspections, resident, wasm }) => [
          `${inspections}`,
          bytesText(resident),
          bytesText(wasm),
        ]),
      },
    ],
  };
}
