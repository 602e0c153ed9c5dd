/** The process as commands see it: three streams, colours, and a signal that fires when nobody wants the rest. */
import pc from 'picocolors';
import { ExitCode } from './exit-code.ts';

type Colors = ReturnType<typeof pc.createColors>;

/** A stream that text is written to; `columns` is known on terminals only. */
export interface TextOutput {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

export interface Terminal {
  readonly stdin: AsyncIterable<Uint8Array> & { readonly isTTY?: boolean | undefined };
  readonly stdout: TextOutput;
  readonly stderr: NodeJS.WritableStream & TextOutput;
  /** Colours for stdout; plain when it is no terminal or `NO_COLOR` is set. */
  readonly colors: Colors;
  /** Fires on Ctrl-C and when the reader of stdout has gone; the reason is a `Stop`. */
  readonly signal: AbortSignal;
}

/** Why a run ends early, and with which code. */
export class Stop extends Error {
  override readonly name = 'Stop';
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Text width to lay out for: the terminal's, `COLUMNS`, or 80; never so wide that rows are hard to follow. */
export function textWidth(output: TextOutput, env: NodeJS.ProcessEnv = process.env): number {
  const wished = output.columns ?? (Number.parseInt(env.COLUMNS ?? '', 10) || 80);
  return Math.min(Math.max(wished, 40), 110);
}

/**
 * Whether `output` gets colours: on a terminal, unless `NO_COLOR` is set; `FORCE_COLOR` asks for them anywhere. Not
 * left to the colour library, which also paints pipes of continuous integration.
 */
export function wantsColors(output: TextOutput, env: NodeJS.ProcessEnv = process.env): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0';
  return output.isTTY === true && env.TERM !== 'dumb';
}

/** The real process. Call it once: it installs the handlers of SIGINT and of a closed stdout. */
export function systemTerminal(): Terminal {
  const controller = new AbortController();
  process.on('SIGINT', () => {
    if (controller.signal.aborted) process.exit(ExitCode.interrupted);
    controller.abort(new Stop('Stopped by Ctrl-C.', ExitCode.interrupted));
  });
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    const stop =
      error.code === 'EPIPE'
        ? new Stop('The output was closed.', ExitCode.pipeClosed)
        : new Stop(`The output cannot be written (${error.code ?? error.message}).`, ExitCode.unusable);
    // Said and set here, because the run may be over before the stream fails.
    if (stop.exitCode === ExitCode.unusable) process.stderr.write(`livephoto: ${stop.message}\n`);
    process.exitCode = stop.exitCode;
    controller.abort(stop);
  });
  // Nothing can be said any more once stderr is gone, and that is no reason to stop inspecting.
  process.stderr.on('error', () => {});
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    colors: pc.createColors(wantsColors(process.stdout)),
    signal: controller.signal,
  };
}
