import { describe, expect, it } from 'vitest';
import type { NodeRun, PageRun, SpeedResult } from './measure-speed.ts';
import { speedSections } from './speed-sections.ts';

const photos = ['2 MP JPEG', '12 MP JPEG'].map((name, i) => ({
  name,
  file: `${i}.jpg`,
  width: 1000,
  height: 2000 * (i + 1),
  size: 500_000,
  sha256: '0123456789abcdef',
}));

const samplesOf = (small: number, large: number) =>
  Object.fromEntries(
    [small, large].map((time, i) => [
      photos[i]!.name,
      [{ endToEnd: time + 1, stages: { decode: time / 4, liveness: time / 2, total: time } }],
    ]),
  );

const run = (backend: NodeRun['backend'], round: number, small: number, afterFirst = 150e6): NodeRun => ({
  round,
  backend,
  coldStart: { boot: 40, imported: 100, ready: 300, firstReport: 500 + round },
  memory: { before: 45e6, afterFirst, after: 190e6, peak: 250e6, wasm: 30e6, decoder: 8e6 },
  second: { ready: 80, resident: 10e6 },
  samples: samplesOf(small, 2 * small),
});

const page: PageRun = {
  round: 0,
  backend: 'browser-webgpu',
  ready: 400,
  firstReport: 900,
  samples: samplesOf(300, 600),
  detail: 'Google SwiftShader',
};

const resultOf = (changes: Partial<SpeedResult> = {}): SpeedResult => ({
  options: {
    backends: ['wasm', 'native', 'browser-webgpu'],
    rounds: 2,
    samples: 1,
    photos: { made: [], own: [] },
    endurance: 0,
  },
  photos,
  runs: [run('wasm', 0, 100), run('wasm', 1, 120), run('native', 0, 50), run('native', 1, 60)],
  pages: [page],
  bareNode: [40e6, 40e6],
  absent: [{ backend: 'browser-threads', reason: 'There is no Chromium.' }],
  endurance: [],
  ...changes,
});

const section = (result: SpeedResult, id: string) => speedSections(result).find((each) => each.id === id)!;
const rowOf = (result: SpeedResult, id: string, name: string, table = 0) =>
  section(result, id).tables[table]!.rows.find(([first]) => first === name);

describe('speedSections', () => {
  it('are one for each question, endurance only where it was measured', () => {
    const ids = (result: SpeedResult) => speedSections(result).map(({ id }) => id);
    expect(ids(resultOf())).toEqual(['stages', 'backends', 'cold-start', 'memory']);
    const endurance = [1, 2, 3].map((inspections) => ({ inspections, resident: 1e6, wasm: 1e6 }));
    expect(ids(resultOf({ endurance }))).toContain('endurance');
  });

  it('show the stages of wasm in their order, and what the caller waits for last', () => {
    const { tables, charts } = section(resultOf(), 'stages');
    expect(tables[0]!.rows.map(([name]) => name)).toEqual(['decode', 'liveness', 'total', 'end to end']);
    expect(tables[0]!.totals).toEqual([2, 3]);
    expect(rowOf(resultOf(), 'stages', 'total')![1]).toMatch(/^110 /);
    expect(charts[0]!.svg).toContain('<svg');
    // 500 kB over 2 megapixels are two bits a pixel.
    expect(tables[1]!.rows[0]).toEqual([
      '2 MP JPEG',
      '1000 × 2000',
      expect.stringContaining('500'),
      '2.00',
      '0123456789ab',
    ]);
  });

  it('compare backends round by round, and say of a picture drawn by software what it is', () => {
    expect(rowOf(resultOf(), 'backends', 'wasm, 1 thread')!.at(-1)).toBe('–');
    // (101/51, 121/61): each round for itself, the middle of both.
    expect(rowOf(resultOf(), 'backends', 'onnxruntime-node, 1 thread')!.at(-1)).toMatch(/^1\.98 .*×$/);
    const { remarks, tables } = section(resultOf(), 'backends');
    expect(remarks[0]).toMatch(/WebGPU: Google SwiftShader: drawn by software.* 900 .*ms\.$/);
    expect(remarks[1]).toBe('Not measured: Chromium, onnxruntime-web, threads. There is no Chromium.');
    expect(tables[0]!.rows).toHaveLength(3);
    const card = section(resultOf({ pages: [{ ...page, detail: 'NVIDIA' }] }), 'backends').remarks[0];
    expect(card).not.toContain('software');
    const chartOf = (detail: string) =>
      section(resultOf({ pages: [{ ...page, detail }] }), 'backends').charts[0]!;
    // Seconds beside milliseconds: the others would be dots on the axis.
    expect(chartOf('Google SwiftShader').svg).not.toContain('WebGPU');
    expect(chartOf('Google SwiftShader').note).toContain('Chromium, WebGPU');
    expect(chartOf('NVIDIA').svg).toContain('WebGPU');
  });

  it('show a cold start as the steps that it is made of', () => {
    const rows = section(resultOf(), 'cold-start').tables[0]!.rows;
    expect(rows.map(([name, wasm]) => [name, wasm!.split(' ')[0]])).toEqual([
      ['the runtime', '40.0'],
      ['code', '60.0'],
      ['models', '200'],
      ['first inspection', '201'],
      ['process to first report', '501'],
      ['a second inspector in the same process, until ready', '80.0'],
    ]);
  });

  it('show memory over that of bare Node, below it with a minus', () => {
    expect(rowOf(resultOf(), 'memory', 'after every photo')!.slice(1)).toEqual(['150 MB', '150 MB']);
    const small = resultOf({ runs: [run('wasm', 0, 100, 30e6)] });
    expect(rowOf(small, 'memory', 'after the first report')!.slice(1)).toEqual(['−10.0 MB']);
    expect(section(small, 'memory').remarks[0]).toContain('(40.0 MB)');
  });

  it('show at most about ten points of a long run, the last one always, and how memory grew', () => {
    const endurance = Array.from({ length: 41 }, (_, i) => ({
      inspections: i * 100,
      resident: (200 + (i > 20 ? 5 : 0)) * 1e6,
      wasm: 30e6,
    }));
    const { tables, remarks } = section(resultOf({ endurance }), 'endurance');
    expect(tables[0]!.rows.length).toBeLessThanOrEqual(11);
    expect(tables[0]!.rows.at(-1)).toEqual(['4000', '205 MB', '30.0 MB']);
    expect(remarks[0]).toMatch(/^4000 inspections .*last: \+5\.00 MB\.$/);
  });
});
