/** How maps are enlarged and reduced: between the nearest pixels, or as one of them. */
import { type GraphNode, unsupported } from './onnx-graph.ts';
import { expect, ofMap, type Planner, type Value } from './planner.ts';
import { operation } from './steps.ts';

/** Two whole numbers and a float: a pixel, its neighbour, and that one's share. */
const wordsOfTable = 3;

export function planResize(node: GraphNode, planner: Planner): Value {
  const [input, , scales = '', sizes] = node.inputs;
  const map = planner.map(planner.value(input));
  const [, channels = 0, ...sides] = map.dims;
  const mode = node.attributes.get('mode') ?? 'nearest';
  const place = node.attributes.get('coordinate_transformation_mode') ?? 'half_pixel';
  const isLinear = mode === 'linear' && place === 'half_pixel';
  const isNearest = mode === 'nearest' && place === 'asymmetric';
  if (isNearest) expect(node, 'nearest_mode', 'floor');
  if (sizes || (!isLinear && !(isNearest && node.attributes.has('nearest_mode')))) {
    throw unsupported(`Resize with mode '${mode}' and '${place}'`);
  }
  const values = planner.weights.floats(scales);
  const [batch, depth, ...factors] = values;
  if (values.length !== 4 || batch !== 1 || depth !== 1) throw unsupported(`Resize by [${values}]`);
  const outputs = sides.map((side, i) => Math.floor(side * factors[i]!));
  if (!outputs.every((side) => side >= 1 && side <= 65536)) throw unsupported(`Resize to [${outputs}]`);
  const table = outputs.flatMap((size, i) =>
    Array.from({ length: size }, (_, at) =>
      isLinear ? between(at, factors[i]!, sides[i]!) : [nearest(at, factors[i]!, sides[i]!), 0, 0],
    ),
  );
  const shape = [1, channels, ...outputs];
  return planner.draft(
    shape,
    'map',
    {
      operation: operation.resize,
      input: planner.place(map),
      ...ofMap('input', map.dims),
      ...ofMap('output', shape),
      weights: written(table, planner),
    },
    { adds: true, clamps: true },
  );
}

/** The middle of an output pixel lies between the middles of two of the input; beyond the outermost the picture goes on as there. */
function between(at: number, factor: number, size: number): number[] {
  const position = Math.min(size - 1, Math.max(0, (at + 0.5) / factor - 0.5));
  const first = Math.floor(position);
  return [first, Math.min(first + 1, size - 1), position - first];
}

function nearest(at: number, factor: number, size: number): number {
  return Math.min(size - 1, Math.floor(at / factor));
}

function written(table: readonly (readonly number[])[], planner: Planner): number {
  const address = planner.memory.take(table.length * wordsOfTable * 4);
  planner.addresses.push(address);
  const words = new Int32Array(planner.memory.buffer, address, table.length * wordsOfTable);
  const floats = new Float32Array(planner.memory.buffer, address, table.length * wordsOfTable);
  table.forEach(([first = 0, second = 0, share = 0], i) => {
    words[i * wordsOfTable] = first;
    words[i * wordsOfTable + 1] = second;
    floats[i * wordsOfTable + 2] = share;
  });
  return address;
}
