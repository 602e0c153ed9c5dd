/** Types of `browsers-table.mjs`. */
export function browsersTable(
  browsers: Readonly<Record<string, { readonly version: string; readonly features: object }>>,
): string;
