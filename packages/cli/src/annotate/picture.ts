/** What the inspector saw of a photo, as the annotator draws it. */
import type { DetailedInspection } from '@livephoto/core';

/** The upright picture as it was decoded, and the mesh and axes of the inspected face; null when there is none. */
export type SeenPicture = Pick<DetailedInspection, 'image' | 'geometry'>;
