/**
 * @param owner the package that lists the platforms' packages as optional dependencies.
 * @param candidates packages, the first that is installed counts, and the program's path in them.
 * @throws when none is installed, with the way out.
 */
export declare function platformBinary(
  owner: string,
  candidates: readonly (readonly [name: string, path: string])[],
): string;
