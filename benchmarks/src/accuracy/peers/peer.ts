/** Another detector that judges the same faces as the product. */
import type { Box, Picture } from './crop.ts';

export interface Peer {
  /** What it is called in tables; one score each. */
  readonly names: readonly string[];
  /**
   * Higher is more genuine.
   * @param face in pixels of the picture
   */
  scores(picture: Picture, face: Box): Promise<readonly number[]>;
  close(): void | Promise<void>;
}
