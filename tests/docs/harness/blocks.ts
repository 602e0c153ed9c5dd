/** The command blocks of a Markdown page, in order, and what the page says of each. */

export interface CommandBlock {
  /** Line of the fence, from 1. */
  readonly line: number;
  readonly steps: readonly Step[];
  /** Why something else runs in its place, where it does. */
  readonly insteadBecause: string | undefined;
}

/** A command, and what the page shows as its answer; `…` stands for anything. */
export interface Step {
  readonly command: string;
  readonly shown: string;
}

/**
 * Blocks marked `sh`, and blocks without a language that start with a prompt. A comment in the Markdown right before a
 * block gives what runs in its place, for what is long, costs money or wants an account:
 *
 *     <!-- tested as (it wants an account):
 *     commands
 *     -->
 *
 * @param isWhole whether a text is a whole command, as the shell sees it.
 */
export function readBlocks(page: string, isWhole: (command: string) => boolean): CommandBlock[] {
  const fence = /(?:^<!-- tested as \(([^)]+)\):\n([\s\S]*?)^-->\n+)?^```(\w*)\n([\s\S]*?)^```$/gm;
  return [...page.matchAll(fence)].flatMap(([whole, because, instead, language, text]) => {
    const isSession = language === '' && text!.startsWith('$ ');
    if (language !== 'sh' && !isSession) return [];
    const start = page.indexOf(whole) + whole.indexOf('```');
    const line = page.slice(0, start).split('\n').length;
    const steps =
      instead === undefined && isSession
        ? sessionSteps(text!, isWhole)
        : scriptSteps(instead ?? text!, isWhole);
    return [{ line, steps, insteadBecause: because }];
  });
}

/** What a script does, command by command; the comment lines right below one are its answer. */
function scriptSteps(text: string, isWhole: (command: string) => boolean): Step[] {
  const steps: { command: string; shown: string }[] = [];
  let open = '';
  let follows = false;
  for (const line of text.split('\n')) {
    const shown = /^# (.*)$/.exec(line)?.[1];
    if (open === '' && (line.trim() === '' || shown !== undefined)) {
      if (shown !== undefined && follows) steps.at(-1)!.shown += `${shown}\n`;
      follows &&= shown !== undefined;
      continue;
    }
    open += open === '' ? line : `\n${line}`;
    if (!isWhole(open)) continue;
    steps.push({ command: open, shown: '' });
    open = '';
    follows = true;
  }
  if (open !== '') throw new Error(`No whole command: ${open}`);
  return steps;
}

/** What was typed behind a prompt, and what came. */
function sessionSteps(text: string, isWhole: (command: string) => boolean): Step[] {
  return text.split(/^\$ /m).flatMap((part) => {
    const lines = part.trimEnd().split('\n');
    for (let end = 1; end <= lines.length && part !== ''; end++) {
      const command = lines.slice(0, end).join('\n');
      if (isWhole(command)) return [{ command, shown: lines.slice(end).join('\n') }];
    }
    return [];
  });
}
