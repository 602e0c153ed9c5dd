/** Which vertex of the face mesh is which in a mirrored picture. */
import type { CanonicalFace } from '@livephoto/models';

/** By vertex: the one that lies where it would lie in the mirrored face. */
export function meshMirror(vertices: CanonicalFace['vertices']): Uint16Array {
  const count = vertices.length / 3;
  return Uint16Array.from({ length: count }, (_, vertex) => {
    const [x, y, z] = [-vertices[3 * vertex]!, vertices[3 * vertex + 1]!, vertices[3 * vertex + 2]!];
    let nearest = vertex;
    let least = Infinity;
    for (let other = 0; other < count; other++) {
      const dx = vertices[3 * other]! - x;
      const dy = vertices[3 * other + 1]! - y;
      const dz = vertices[3 * other + 2]! - z;
      const distance = dx * dx + dy * dy + dz * dz;
      if (distance < least) [nearest, least] = [other, distance];
    }
    return nearest;
  });
}
