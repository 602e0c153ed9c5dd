/** Draws textured surfaces through a pinhole camera: what a print, a bent sheet or a head looks like from another side. */
import type { RgbImage } from '@livephoto/core';

/** Corners of a surface in space and in the picture that it is painted with. */
export interface Surface {
  /** x, y, z of each vertex in turn: pixels; y down, z away from the camera, 0 where one unit is one pixel. */
  readonly vertices: Float64Array;
  /** Where each vertex lies in the texture: x, y in pixels. */
  readonly texture: Float64Array;
  /** Three vertex numbers a triangle. */
  readonly triangles: ArrayLike<number>;
  /** Whether triangles that turn their back are left out. */
  readonly oneSided?: boolean;
}

export interface Camera {
  /** Pixels from the camera to the plane z = 0: the smaller, the stronger the perspective. */
  readonly distance: number;
  /** Where the optical axis meets the picture. */
  readonly centre: { readonly x: number; readonly y: number };
}

/** A picture in the making: its pixels, and how near what they show is. */
export interface Canvas {
  readonly image: RgbImage;
  /** 1 / depth by pixel; 0 where nothing was drawn. */
  readonly nearness: Float64Array;
}

export function canvasOver(background: RgbImage): Canvas {
  const { width, height, data } = background;
  return {
    image: { width, height, data: new Uint8Array(data) },
    nearness: new Float64Array(width * height),
  };
}

/** Where the camera sees a point. */
export function project(camera: Camera, x: number, y: number, z: number) {
  const scale = camera.distance / (camera.distance + z);
  return {
    x: camera.centre.x + (x - camera.centre.x) * scale,
    y: camera.centre.y + (y - camera.centre.y) * scale,
    nearness: 1 / (camera.distance + z),
  };
}

/** The point at depth `z` that the camera sees at `x`, `y` of the picture. */
export function unproject(camera: Camera, x: number, y: number, z: number): { x: number; y: number } {
  const scale = (camera.distance + z) / camera.distance;
  return {
    x: camera.centre.x + (x - camera.centre.x) * scale,
    y: camera.centre.y + (y - camera.centre.y) * scale,
  };
}

/** Turns vertices about `pivot`: degrees, with the signs of a head pose (yaw > 0 to the picture's right, pitch > 0 up). */
export function turned(
  vertices: Float64Array,
  pivot: { readonly x: number; readonly y: number; readonly z: number },
  { yaw = 0, pitch = 0, roll = 0 }: { yaw?: number; pitch?: number; roll?: number },
): Float64Array {
  const rad = Math.PI / 180;
  const [cy, sy] = [Math.cos(yaw * rad), Math.sin(yaw * rad)];
  const [cp, sp] = [Math.cos(pitch * rad), Math.sin(pitch * rad)];
  const [cr, sr] = [Math.cos(roll * rad), Math.sin(roll * rad)];
  const result = new Float64Array(vertices.length);
  for (let i = 0; i < vertices.length; i += 3) {
    const x = vertices[i]! - pivot.x;
    const y = vertices[i + 1]! - pivot.y;
    const z = vertices[i + 2]! - pivot.z;
    const y1 = y * cp + z * sp;
    const z1 = z * cp - y * sp;
    const x2 = x * cy - z1 * sy;
    const z2 = z1 * cy + x * sy;
    result[i] = pivot.x + x2 * cr - y1 * sr;
    result[i + 1] = pivot.y + x2 * sr + y1 * cr;
    result[i + 2] = pivot.z + z2;
  }
  return result;
}

/** Paints `surface` with `texture`, what is nearer over what is farther. */
export function draw(canvas: Canvas, camera: Camera, surface: Surface, texture: RgbImage): void {
  const { vertices, triangles } = surface;
  const count = vertices.length / 3;
  const seen = Array.from({ length: count }, (_, i) =>
    project(camera, vertices[3 * i]!, vertices[3 * i + 1]!, vertices[3 * i + 2]!),
  );
  for (let t = 0; t + 2 < triangles.length; t += 3) {
    const [a, b, c] = [triangles[t]!, triangles[t + 1]!, triangles[t + 2]!];
    drawTriangle(canvas, surface, texture, [a, b, c], [seen[a]!, seen[b]!, seen[c]!]);
  }
}

type Seen = ReturnType<typeof project>;

function drawTriangle(
  { image, nearness }: Canvas,
  { texture: places, oneSided }: Surface,
  texture: RgbImage,
  [a, b, c]: readonly [number, number, number],
  [p, q, r]: readonly [Seen, Seen, Seen],
): void {
  const area = (q.x - p.x) * (r.y - p.y) - (r.x - p.x) * (q.y - p.y);
  if (area === 0 || (oneSided && area < 0)) return;
  const left = Math.max(0, Math.ceil(Math.min(p.x, q.x, r.x) - 0.5));
  const right = Math.min(image.width - 1, Math.floor(Math.max(p.x, q.x, r.x) - 0.5));
  const top = Math.max(0, Math.ceil(Math.min(p.y, q.y, r.y) - 0.5));
  const bottom = Math.min(image.height - 1, Math.floor(Math.max(p.y, q.y, r.y) - 0.5));
  const [ua, ub, uc] = [places[2 * a]!, places[2 * b]!, places[2 * c]!];
  const [va, vb, vc] = [places[2 * a + 1]!, places[2 * b + 1]!, places[2 * c + 1]!];
  for (let row = top; row <= bottom; row++) {
    const y = row + 0.5;
    for (let column = left; column <= right; column++) {
      const x = column + 0.5;
      const wa = ((q.x - x) * (r.y - y) - (r.x - x) * (q.y - y)) / area;
      const wb = ((r.x - x) * (p.y - y) - (p.x - x) * (r.y - y)) / area;
      const wc = 1 - wa - wb;
      if (wa < -1e-9 || wb < -1e-9 || wc < -1e-9) continue;
      const [na, nb, nc] = [wa * p.nearness, wb * q.nearness, wc * r.nearness];
      const near = na + nb + nc;
      const at = row * image.width + column;
      if (near <= nearness[at]!) continue;
      nearness[at] = near;
      const u = (na * ua + nb * ub + nc * uc) / near;
      const v = (na * va + nb * vb + nc * vc) / near;
      readPixel(texture, u - 0.5, v - 0.5, image.data, 3 * at);
    }
  }
}

/** Bilinear; beyond the edge the picture goes on as its last pixel. */
export function readPixel(source: RgbImage, x: number, y: number, into: Uint8Array, at: number): void {
  const { width, height, data } = source;
  const cx = Math.min(width - 1, Math.max(0, x));
  const cy = Math.min(height - 1, Math.max(0, y));
  const x0 = Math.floor(cx);
  const y0 = Math.floor(cy);
  const fx = cx - x0;
  const fy = cy - y0;
  const i = 3 * (y0 * width + x0);
  const across = x0 + 1 < width ? 3 : 0;
  const down = y0 + 1 < height ? 3 * width : 0;
  for (let k = i; k < i + 3; k++) {
    const above = data[k]! * (1 - fx) + data[k + across]! * fx;
    const below = data[k + down]! * (1 - fx) + data[k + down + across]! * fx;
    into[at + k - i] = Math.round(above * (1 - fy) + below * fy);
  }
}
