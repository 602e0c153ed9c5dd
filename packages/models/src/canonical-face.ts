/** The shape of the asset `canonical-face`. */

/** The face that landmarks are compared with: MediaPipe's metric mesh, vertices in the order of `face-landmarker`. */
export interface CanonicalFace {
  /** 468 times x, y, z in centimetres: x to the person's left, y up, z towards the viewer. */
  readonly vertices: readonly number[];
  /** Vertex numbers, three a triangle. */
  readonly triangles: readonly number[];
  /** What to fit a pose on: steady vertices, and how much each counts. */
  readonly poseBasis: readonly { readonly vertex: number; readonly weight: number }[];
}
