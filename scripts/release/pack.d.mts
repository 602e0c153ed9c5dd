/** Types of `pack.mjs`. */
export interface PackedRelease {
  readonly name: string;
  readonly version: string;
  /** Its name in the folder. */
  readonly file: string;
  readonly sha256: string;
}

/** @returns in the order of dependencies */
export function packRelease(root: string, folder: string): Promise<PackedRelease[]>;
