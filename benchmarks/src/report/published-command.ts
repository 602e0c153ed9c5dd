/** The command line as a published page may show it: without the folders of the machine that it ran on. */
import { basename, isAbsolute, normalize } from 'node:path';

/** @returns the name alone of a file outside the repository, and every other word as it is. */
export function publishedPath(word: string): string {
  return isAbsolute(word) || normalize(word).startsWith('..') ? basename(word) : word;
}

/** @param args what follows `pnpm bench` */
export function publishedCommand(args: readonly string[]): string {
  const words = args.map((word) => {
    const [, option, path] = /^(--[\w-]+=)(.*)$/.exec(word) ?? [];
    return option === undefined ? publishedPath(word) : option + publishedPath(path!);
  });
  return ['pnpm bench', ...words].join(' ');
}
