/** What a measurement of the start, of memory and of a long run looks like. */
import { spreadOf } from '../../accuracy/statistics/spread.ts';
import { linesChart, partsChart, rangesChart } from '../../report/bar-charts.ts';
import type { Section } from '../../report/section.ts';
import { bytesText, millisecondsNumber, spreadText } from '../../report/times-text.ts';
import { backendTitles, type NodeRun, type SpeedResult } from './measure-speed.ts';
import { growthOf, memoryOverNode } from './speed-goals.ts';

const inMilliseconds = { label: 'ms →', format: millisecondsNumber };

function processesOf({ runs }: SpeedResult, backend: NodeRun['backend']): NodeRun[] {
  return runs.filter((run) => run.backend === backend);
}

/** Of those asked for, the backends of Node that were measured. */
function nodeBackends(result: SpeedResult): NodeRun['backend'][] {
  return (['wasm', 'onnxruntime', 'native'] as const).filter(
    (backend) => processesOf(result, backend).length > 0,
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

export function startSection(result: SpeedResult): Section {
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

export function memorySection(result: SpeedResult): Section {
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

export function enduranceSection(result: SpeedResult): Section {
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
