/** A head that turns, made of one picture of it: its mesh is turned in space, hair and neck follow, the rest stays. */
import type { RgbImage } from '@livephoto/core';
import { type Camera, canvasOver, draw, project, turned, unproject } from './render.ts';
import { gridTriangles } from './sheets.ts';

/** A picture of a face, and where its mesh lies in it. */
export interface PicturedHead {
  readonly image: RgbImage;
  /** 468 x 3: pixels of the picture; z away from the camera. */
  readonly points: Float64Array;
  readonly triangles: ArrayLike<number>;
}

export interface HeadMove {
  /** Degrees that the head turns further than it stands in the picture; signs as of a head pose. */
  readonly yaw?: number;
  readonly pitch?: number;
  readonly roll?: number;
  /** Pixels that the head moves. */
  readonly shift?: { readonly x: number; readonly y: number };
}

/** The mesh's outline, clockwise from the top of the forehead. */
const outline = [
  10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149,
  150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
];
/** In distances between the eyes: of the neck behind the face, and of the camera from the face. */
const neckDepth = 1.1;
const cameraDistance = 9;
/** How far around the face things move with it, in distances between the eyes. */
const reach = 3;
const cell = 8;

export function turnHead(head: PicturedHead, move: HeadMove): RgbImage {
  return drawHead(head, movedHead(head, move));
}

/**
 * A head between two pictures of it: both are turned, what lies between their meshes is taken for where the head is, and both pictures
 * are drawn there, one over the other. So no feature is seen twice, as it is where pictures are blended whose meshes differ.
 * @param share Of the second one, 0 to 1.
 */
export function morphHeads(
  [first, move]: readonly [PicturedHead, HeadMove],
  [second, secondMove]: readonly [PicturedHead, HeadMove],
  share: number,
): RgbImage {
  const [a, b] = [movedHead(first, move), movedHead(second, secondMove)];
  const seen = ({ camera, vertices }: MovedHead, k: number) => {
    const [x, y, z] = [vertices[3 * k]!, vertices[3 * k + 1]!, vertices[3 * k + 2]!];
    return { ...project(camera, x, y, z), z };
  };
  const mix = (from: number, to: number) => from * (1 - share) + to * share;
  const places = Array.from({ length: a.vertices.length / 3 }, (_, k) => {
    const [p, q] = [seen(a, k), seen(b, k)];
    return { x: mix(p.x, q.x), y: mix(p.y, q.y), z: mix(p.z, q.z) };
  });
  const drawn = (head: PicturedHead, { camera }: MovedHead) => {
    const vertices = new Float64Array(a.vertices.length);
    for (const [k, { x, y, z }] of places.entries()) {
      const place = unproject(camera, x, y, z);
      vertices.set([place.x, place.y, z], 3 * k);
    }
    return drawHead(head, { camera, vertices });
  };
  const [from, to] = [drawn(first, a), drawn(second, b)];
  const data = from.data.map((value, i) => Math.round(mix(value, to.data[i]!)));
  return { ...from, data };
}

/** Where a head's mesh is in space, and what sees it. */
interface MovedHead {
  readonly camera: Camera;
  readonly vertices: Float64Array;
}

function cameraOf({ points }: PicturedHead): Camera {
  return {
    distance: cameraDistance * eyeDistance(points),
    centre: { x: points[3 * 168]!, y: points[3 * 168 + 1]! },
  };
}

/** The mesh in space, as the camera saw it in the picture. */
function solidOf({ points }: PicturedHead, camera: Camera): Float64Array {
  const solid = new Float64Array(points.length);
  for (let i = 0; i < points.length / 3; i++) {
    const z = points[3 * i + 2]!;
    const { x, y } = unproject(camera, points[3 * i]!, points[3 * i + 1]!, z);
    solid.set([x, y, z], 3 * i);
  }
  return solid;
}

function movedHead(head: PicturedHead, move: HeadMove): MovedHead {
  const camera = cameraOf(head);
  const { points } = head;
  const pivot = { x: camera.centre.x, y: points[3 * 152 + 1]!, z: neckDepth * eyeDistance(points) };
  const vertices = turned(solidOf(head, camera), pivot, move);
  const shift = move.shift ?? { x: 0, y: 0 };
  for (let i = 0; i < vertices.length; i += 3) {
    vertices[i]! += shift.x;
    vertices[i + 1]! += shift.y;
  }
  return { camera, vertices };
}

function drawHead(head: PicturedHead, { camera, vertices }: MovedHead): RgbImage {
  const { image, points, triangles } = head;
  const canvas = canvasOver(image);
  surround(canvas, camera, image, points, vertices, eyeDistance(points));
  canvas.nearness.fill(0);
  const count = points.length / 3;
  const texture = new Float64Array(2 * count);
  for (let i = 0; i < count; i++) texture.set([points[3 * i]!, points[3 * i + 1]!], 2 * i);
  const wound = facing(solidOf(head, camera), camera, triangles);
  draw(canvas, camera, { vertices, texture, triangles: wound, oneSided: true }, image);
  return canvas.image;
}

/** What lies around the face is drawn along with its outline, less the farther away it is. */
function surround(
  canvas: ReturnType<typeof canvasOver>,
  camera: Camera,
  image: RgbImage,
  points: Float64Array,
  moved: Float64Array,
  eyes: number,
): void {
  const { width, height } = image;
  const columns = Math.ceil(width / cell);
  const rows = Math.ceil(height / cell);
  const pulls = outline.map((vertex) => {
    const seen = project(camera, moved[3 * vertex]!, moved[3 * vertex + 1]!, moved[3 * vertex + 2]!);
    const [x, y] = [points[3 * vertex]!, points[3 * vertex + 1]!];
    return { x, y, dx: seen.x - x, dy: seen.y - y };
  });
  const vertices = new Float64Array((columns + 1) * (rows + 1) * 3);
  const texture = new Float64Array((columns + 1) * (rows + 1) * 2);
  for (let j = 0; j <= rows; j++) {
    for (let i = 0; i <= columns; i++) {
      const at = j * (columns + 1) + i;
      const [x, y] = [Math.min(width, i * cell), Math.min(height, j * cell)];
      let [total, dx, dy, nearest] = [0, 0, 0, Infinity];
      for (const pull of pulls) {
        const squared = (pull.x - x) ** 2 + (pull.y - y) ** 2 + 1;
        const weight = 1 / (squared * squared);
        total += weight;
        dx += weight * pull.dx;
        dy += weight * pull.dy;
        nearest = Math.min(nearest, squared);
      }
      const inside = isInside(pulls, x, y);
      const edge = Math.min(1, Math.min(x, y, width - x, height - y) / (eyes / 2));
      const far = inside ? 0 : Math.min(1, Math.sqrt(nearest) / (reach * eyes));
      const follow = (1 - far) ** 2 * Math.max(0, y > height - 1 ? 0 : edge);
      texture.set([x, y], 2 * at);
      vertices.set([x + (follow * dx) / total, y + (follow * dy) / total, 0], 3 * at);
    }
  }
  const flat: Camera = { ...camera, distance: 1e9 };
  draw(canvas, flat, { vertices, texture, triangles: gridTriangles(columns, rows) }, image);
}

/** The triangles wound so that those seen in the picture face the camera. */
function facing(solid: Float64Array, camera: Camera, triangles: ArrayLike<number>): number[] {
  const wound: number[] = [];
  let sum = 0;
  for (let t = 0; t + 2 < triangles.length; t += 3) {
    const [p, q, r] = [triangles[t]!, triangles[t + 1]!, triangles[t + 2]!].map((v) =>
      project(camera, solid[3 * v]!, solid[3 * v + 1]!, solid[3 * v + 2]!),
    ) as [ReturnType<typeof project>, ReturnType<typeof project>, ReturnType<typeof project>];
    sum += (q.x - p.x) * (r.y - p.y) - (r.x - p.x) * (q.y - p.y);
  }
  for (let t = 0; t + 2 < triangles.length; t += 3) {
    const [a, b, c] = [triangles[t]!, triangles[t + 1]!, triangles[t + 2]!];
    wound.push(...(sum > 0 ? [a, b, c] : [a, c, b]));
  }
  return wound;
}

function isInside(ring: readonly { x: number; y: number }[], x: number, y: number): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [a, b] = [ring[i]!, ring[j]!];
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside;
  }
  return inside;
}

function eyeDistance(points: Float64Array): number {
  const at = (a: number, b: number) => ({
    x: (points[3 * a]! + points[3 * b]!) / 2,
    y: (points[3 * a + 1]! + points[3 * b + 1]!) / 2,
  });
  const [right, left] = [at(33, 133), at(362, 263)];
  return Math.hypot(left.x - right.x, left.y - right.y);
}
