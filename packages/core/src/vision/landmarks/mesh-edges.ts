/** The lines of a triangle mesh, each once. */

/** @param triangles Vertex numbers, three a triangle. */
export function meshEdges(triangles: readonly number[]): [number, number][] {
  const seen = new Set<string>();
  const edges: [number, number][] = [];
  for (let i = 0; i + 2 < triangles.length; i += 3) {
    const corners = [triangles[i]!, triangles[i + 1]!, triangles[i + 2]!];
    for (let k = 0; k < 3; k++) {
      const a = Math.min(corners[k]!, corners[(k + 1) % 3]!);
      const b = Math.max(corners[k]!, corners[(k + 1) % 3]!);
      const key = `${a}-${b}`;
      if (!seen.has(key)) {
        seen.add(key);
        edges.push([a, b]);
      }
    }
  }
  return edges;
}
