/** What the process's exit code says about a whole run. */

export const ExitCode = {
  /** Every photo was accepted. */
  accepted: 0,
  /** Some photo was refused. */
  refused: 1,
  /** Something could not be read, or the command line makes no sense. */
  unusable: 2,
  /** Stopped by Ctrl-C: 128 + SIGINT. */
  interrupted: 130,
  /** Whoever read our output went away: 128 + SIGPIPE. */
  pipeClosed: 141,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** The code of a run over several photos: the worst of theirs. */
export function worst(codes: Iterable<ExitCode>): ExitCode {
  let result: ExitCode = ExitCode.accepted;
  for (const code of codes) if (code > result) result = code;
  return result;
}
