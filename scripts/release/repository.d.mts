/** Types of `repository.mjs`. */
export function renameRepository(root: string, to: string): string;
