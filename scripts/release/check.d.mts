/** Types of `check.mjs`. */
/** @returns what keeps the tree from being released, each with the way out */
export function findProblems(root: string): Promise<string[]>;
