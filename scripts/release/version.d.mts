/** Types of `version.mjs`. */
export function raiseVersion(root: string, next: string, day: Date): string;
export function compare(one: string, other: string): number;
