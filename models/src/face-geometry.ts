/** Reads MediaPipe's face geometry metadata, a protocol buffer, into the canonical face. */

import type { CanonicalFace } from '@livephoto/models';
import protobuf from 'protobufjs/light.js';

/** Fields of `GeometryPipelineMetadata` (mediapipe/modules/face_geometry/protos), as far as they are used. */
const schema = {
  nested: {
    Metadata: {
      fields: {
        mesh: { id: 1, type: 'Mesh' },
        basis: { id: 2, type: 'Landmark', rule: 'repeated' },
      },
    },
    Mesh: {
      fields: {
        vertices: { id: 3, type: 'float', rule: 'repeated' },
        indices: { id: 4, type: 'uint32', rule: 'repeated' },
      },
    },
    Landmark: { fields: { vertex: { id: 1, type: 'uint32' }, weight: { id: 2, type: 'float' } } },
  },
};

/** Floats of one vertex in the file: x, y, z and two texture coordinates. */
const floatsPerVertex = 5;

/** @throws {Error} when the bytes hold no whole mesh. */
export function readFaceGeometry(bytes: Uint8Array): CanonicalFace {
  const type = protobuf.Root.fromJSON(schema).lookupType('Metadata');
  const { mesh, basis } = type.toObject(type.decode(bytes), { arrays: true, defaults: true }) as {
    mesh: { vertices: number[]; indices: number[] } | null;
    basis: { vertex: number; weight: number }[];
  };
  const count = (mesh?.vertices.length ?? 0) / floatsPerVertex;
  if (!mesh || count === 0 || !Number.isInteger(count) || mesh.indices.some((index) => index >= count)) {
    throw new Error('The face geometry holds no whole mesh');
  }
  return {
    vertices: mesh.vertices.filter((_, index) => index % floatsPerVertex < 3).map(shorten),
    triangles: mesh.indices,
    poseBasis: basis.map(({ vertex, weight }) => ({ vertex, weight: shorten(weight) })),
  };
}

/** The shortest decimal that is still the same 32-bit float. */
function shorten(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(9));
}
