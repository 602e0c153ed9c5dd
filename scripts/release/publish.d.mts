/** Types of `publish.mjs`. */
import type { PackedRelease } from './pack.mjs';

export function publishRelease(
  packed: readonly PackedRelease[],
  options: {
    readonly folder: string;
    readonly registry?: string;
    readonly provenance: boolean;
    readonly say: (line: string) => void;
  },
): Promise<void>;
