import { Builder, ByteBuffer } from 'flatbuffers';
import { describe, expect, it } from 'vitest';
import { describeInput } from './model-metadata.ts';

/** A TFLite file with version 3, no operators, one subgraph, a description if wanted, and buffers of these bytes. */
function model(buffers: readonly number[][], description?: string): Uint8Array {
  const builder = new Builder(64);
  const tables = (offsets: number[]) => {
    builder.startVector(4, offsets.length, 4);
    for (const offset of offsets.toReversed()) builder.addOffset(offset);
    return builder.endVector();
  };
  const contents = buffers.map((content) => {
    builder.startVector(1, content.length, 16);
    for (const byte of content.toReversed()) builder.addInt8(byte);
    const data = builder.endVector();
    builder.startObject(1);
    builder.addFieldOffset(0, data, 0);
    return builder.endObject();
  });
  const all = tables(contents);
  const codes = tables([]);
  const name = builder.createString('main');
  builder.startObject(5);
  builder.addFieldOffset(4, name, 0);
  const subgraphs = tables([builder.endObject()]);
  const said = description === undefined ? 0 : builder.createString(description);
  builder.startObject(5);
  builder.addFieldInt32(0, 3, 0);
  builder.addFieldOffset(1, codes, 0);
  builder.addFieldOffset(2, subgraphs, 0);
  builder.addFieldOffset(3, said, 0);
  builder.addFieldOffset(4, all, 0);
  builder.finish(builder.endObject(), 'TFL3');
  return builder.asUint8Array().slice();
}

/** Reads a file by the rules of flatbuffers, as a runtime would. */
function read(bytes: Uint8Array) {
  const buffer = new ByteBuffer(bytes);
  const field = (table: number, number: number) => {
    const offset = buffer.__offset(table, 4 + 2 * number);
    return offset === 0 ? 0 : table + offset;
  };
  const root = buffer.readInt32(0);
  const vector = (table: number, number: number) => {
    const at = buffer.__vector(field(table, number));
    const length = buffer.__vector_len(field(table, number));
    return Array.from({ length }, (_, index) => buffer.__indirect(at + 4 * index));
  };
  const content = (table: number) => {
    const start = buffer.__vector(field(table, 0));
    return { start, bytes: bytes.subarray(start, start + buffer.__vector_len(field(table, 0))) };
  };
  const text = (table: number, number: number) => {
    const at = field(table, number);
    return at === 0 ? undefined : String(buffer.__string(at));
  };
  return {
    version: buffer.readInt32(field(root, 0)),
    subgraphs: vector(root, 2).map((table) => text(table, 4)),
    description: text(root, 3),
    buffers: vector(root, 4).map(content),
    metadata: vector(root, 6).map((table) => ({
      name: text(table, 0),
      buffer: buffer.readInt32(field(table, 1)),
    })),
  };
}

describe('describeInput', () => {
  it.each(['a network', undefined])(
    'keeps everything, and adds what the input wants (described: %s)',
    (said) => {
      const file = model([[], [1, 2, 3], [4]], said);
      const described = read(describeInput(file, { mean: 127.5, std: 128 }));
      expect(described.version).toBe(3);
      expect(described.subgraphs).toEqual(['main']);
      expect(described.description).toBe(said);
      expect(described.buffers.slice(0, 3).map(({ bytes }) => [...bytes])).toEqual([[], [1, 2, 3], [4]]);
      expect(described.metadata).toEqual([{ name: 'TFLITE_METADATA', buffer: 3 }]);
      const [, , , added] = described.buffers;
      expect(new TextDecoder().decode(added!.bytes.subarray(4, 8))).toBe('M001');
      const numbers = new Set<number>();
      const view = new DataView(added!.bytes.slice().buffer);
      for (let at = 0; at + 4 <= view.byteLength; at += 4) numbers.add(view.getFloat32(at, true));
      expect([...numbers]).toEqual(expect.arrayContaining([127.5, 128]));
    },
  );

  it('leaves every constant where a runtime may read it', () => {
    for (let buffers = 1; buffers < 6; buffers++) {
      const file = model(Array.from({ length: buffers }, () => [1, 2, 3, 4]));
      for (const { start } of read(describeInput(file, { mean: 0, std: 255 })).buffers)
        expect(start % 16).toBe(0);
    }
  });
});
