/** Adds to a TFLite file how its input wants pixels: MediaPipe's tasks refuse models that do not say it. */
import { Builder, ByteBuffer, type Offset } from 'flatbuffers';

/** Numbers of the schema's fields; https://github.com/tensorflow/tensorflow/blob/master/tensorflow/lite/schema/schema.fbs. */
const modelFields = { version: 0, operatorCodes: 1, subgraphs: 2, description: 3, buffers: 4, metadata: 6 };

const key = new TextEncoder().encode('TFLITE_METADATA');

/** Every multiple of what a flatbuffer aligns: what lies behind a prefix of whole pages of this size stays aligned. */
const page = 16;

/**
 * The file with a new root before it, whose tables are those of the file: offsets of flatbuffers point ahead.
 *
 * @param model A TFLite file without metadata.
 * @param normalization Pixels from 0 to 255 are the model's after `(pixel - mean) / std`.
 */
export function describeInput(model: Uint8Array, normalization: { mean: number; std: number }): Uint8Array {
  const buffer = new ByteBuffer(model);
  const root = buffer.readInt32(0);
  const field = (number: number) => {
    const offset = buffer.__offset(root, 4 + 2 * number);
    return offset === 0 ? 0 : buffer.__indirect(root + offset);
  };
  const buffers = field(modelFields.buffers);
  const count = buffer.readInt32(buffers);
  const metadata = tensorMetadata(normalization);

  const at = layOut(count, metadata.length);
  const { before } = at;
  const bytes = new Uint8Array(before + model.length);
  const view = new DataView(bytes.buffer);
  const set16 = (at: number, value: number) => view.setUint16(at, value, true);
  const set32 = (at: number, value: number) => view.setUint32(at, value, true);
  const point = (at: number, to: number) => set32(at, to - at);
  const vtableOf = (at: number, size: number, fields: readonly number[]) => {
    set16(at, 4 + 2 * fields.length);
    set16(at + 2, size);
    for (const [index, offset] of fields.entries()) set16(at + 4 + 2 * index, offset);
  };

  point(0, at.table);
  bytes.set(new TextEncoder().encode('TFL3'), 4);
  vtableOf(at.vtable, 28, [4, 8, 12, 16, 20, 0, 24]);
  view.setInt32(at.table, at.table - at.vtable, true);
  const version = buffer.__offset(root, 4 + 2 * modelFields.version);
  set32(at.table + 4, version === 0 ? 0 : buffer.readInt32(root + version));
  point(at.table + 8, before + field(modelFields.operatorCodes));
  point(at.table + 12, before + field(modelFields.subgraphs));
  const description = field(modelFields.description);
  if (description === 0) set16(at.vtable + 4 + 2 * modelFields.description, 0);
  else point(at.table + 16, before + description);
  point(at.table + 20, at.vector);
  point(at.table + 24, at.metadataVector);

  set32(at.vector, count + 1);
  for (let index = 0; index < count; index++) {
    point(at.vector + 4 + 4 * index, before + buffer.__indirect(buffers + 4 + 4 * index));
  }
  point(at.vector + 4 + 4 * count, at.bufferTable);
  vtableOf(at.bufferTable - 8, 8, [4]);
  view.setInt32(at.bufferTable, 8, true);
  point(at.bufferTable + 4, at.contentLength);

  set32(at.metadataVector, 1);
  point(at.metadataVector + 4, at.entry);
  vtableOf(at.entry - 8, 12, [4, 8]);
  view.setInt32(at.entry, 8, true);
  point(at.entry + 4, at.name);
  set32(at.entry + 8, count);
  set32(at.name, key.length);
  bytes.set(key, at.name + 4);

  set32(at.contentLength, metadata.length);
  bytes.set(metadata, at.contentLength + 4);
  bytes.set(model, before);
  return bytes;
}

/** Where the new parts lie: the root's table and vtable, the vector of buffers, the one buffer more, and what names it. */
function layOut(buffers: number, metadataLength: number) {
  const vtable = 8;
  const table = vtable + 4 + 2 * 7 + 2;
  const vector = table + 4 + 4 * 6;
  const bufferTable = vector + 4 + 4 * (buffers + 1) + 8;
  const metadataVector = bufferTable + 8;
  const entry = metadataVector + 4 + 4 + 8;
  const name = entry + 12;
  // Its content begins at a whole page.
  const contentLength = Math.ceil((name + 4 + key.length + 1 + 4) / page) * page + page - 4;
  const before = Math.ceil((contentLength + 4 + metadataLength) / page) * page;
  return { vtable, table, vector, bufferTable, metadataVector, entry, name, contentLength, before };
}

/** The flatbuffer of https://github.com/tensorflow/tflite-support/blob/master/tensorflow_lite_support/metadata/metadata_schema.fbs. */
function tensorMetadata({ mean, std }: { mean: number; std: number }): Uint8Array {
  const builder = new Builder(256);
  const table = (fields: number, fill: () => void): Offset => {
    builder.startObject(fields);
    fill();
    return builder.endObject();
  };
  const one = (offset: Offset): Offset => {
    builder.startVector(4, 1, 4);
    builder.addOffset(offset);
    return builder.endVector();
  };
  const float = (value: number): Offset => {
    builder.startVector(4, 1, 4);
    builder.addFloat32(value);
    return builder.endVector();
  };
  const rgb = table(2, () => builder.addFieldInt8(0, 1, 0));
  const content = table(3, () => {
    builder.addFieldInt8(0, 2, 0);
    builder.addFieldOffset(1, rgb, 0);
  });
  const [means, stds] = [float(mean), float(std)];
  const normalization = table(2, () => {
    builder.addFieldOffset(0, means, 0);
    builder.addFieldOffset(1, stds, 0);
  });
  const unit = table(2, () => {
    builder.addFieldInt8(0, 1, 0);
    builder.addFieldOffset(1, normalization, 0);
  });
  const units = one(unit);
  const inputName = builder.createString('image');
  const input = table(7, () => {
    builder.addFieldOffset(0, inputName, 0);
    builder.addFieldOffset(3, content, 0);
    builder.addFieldOffset(4, units, 0);
  });
  const inputs = one(input);
  const subgraph = table(3, () => builder.addFieldOffset(2, inputs, 0));
  const subgraphs = one(subgraph);
  const model = table(4, () => builder.addFieldOffset(3, subgraphs, 0));
  builder.finish(model, 'M001');
  return builder.asUint8Array();
}
