/** `livephoto jobs`: what takes long on stored photos, started, watched, cancelled, and done without a server. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { LivePhotoError, type Policy, policies } from '@livephoto/core';
import type { JobCommands, JobRecord } from '@livephoto/server/node';
import { Argument, Command, Option } from 'commander';
import type { CommandFactory } from '../command-factory.ts';
import { ExitCode } from '../exit-code.ts';
import { fileError } from '../inputs/file-error.ts';
import { readPolicy } from '../inputs/policy-file.ts';
import { stopAsked } from '../stop-asked.ts';
import type { Terminal } from '../terminal.ts';
import { createJobProgress } from '../view/job-progress.ts';
import { describeJob, listJobs } from '../view/jobs-list.ts';
import { wholeNumber } from './number-option.ts';
import { addSettings } from './server-settings.ts';
import { type OpenStorage, withStorage } from './with-storage.ts';

const examples = `
Examples:
  livephoto jobs start reinspect --policy strict --wait
  livephoto jobs start reinspect --policy ours.json --here
  livephoto jobs start reinspect --apply --here          # done by this very process
  livephoto jobs start export --created-after 2026-01-01 --here
  livephoto jobs list
  livephoto jobs result 0198c7a4d21c5f3b9e0a7d64 --format parquet --out reports.parquet
  livephoto jobs cancel 0198c7a4d21c5f3b9e0a7d64
  livephoto jobs work                                    # one more pair of hands, until Ctrl-C or SIGTERM

They work on the data folder, or on the database in LIVEPHOTO_DATABASE_URL, also while servers run on it; with that, set
LIVEPHOTO_JOBS=pg-boss everywhere.

Exit code: 0 done, 1 the job failed or was cancelled, 2 bad usage.`;

/** Milliseconds between two looks at a job that is waited for. */
const lookAgain = 250;

/** What the sub-commands work with. */
interface Tools {
  readonly jobs: JobCommands;
  readonly storage: OpenStorage['storage'];
  /** Does jobs in this process. @returns what ends that. */
  work(): Promise<() => Promise<void>>;
}

/** A sub-command, and what it does. */
interface Subcommand {
  readonly command: Command;
  act(tools: Tools): Promise<ExitCode>;
}

/** In the order `--help` lists them. */
const subcommands: readonly ((terminal: Terminal) => Subcommand)[] = [
  startCommand,
  listCommand,
  showCommand,
  cancelCommand,
  resultCommand,
  workCommand,
];

export const jobsCommand: CommandFactory = (terminal, done) => {
  const jobs = new Command('jobs')
    .description('inspect stored photos anew, export reports, sweep: start, watch and cancel such jobs')
    .addHelpText('after', examples);
  for (const create of subcommands) {
    const { command, act } = create(terminal);
    addSettings(command, ['data'])
      .option('--account <account>', 'whose jobs', 'default')
      .addOption(new Option('--mode <mode>', 'of which mode').choices(['live', 'test']).default('live'))
      .action(async () => {
        done(await withStorage(command.opts(), false, async (open) => act(await toolsOf(open, command))));
      });
    jobs.addCommand(command);
  }
  return jobs;
};

async function toolsOf({ storage, config, log }: OpenStorage, command: Command): Promise<Tools> {
  const { createJobCommands, startJobWorker } = await import('@livephoto/server/node');
  const { account, mode } = command.opts<{ account: string; mode: 'live' | 'test' }>();
  return {
    jobs: createJobCommands(storage, { account, mode }),
    storage,
    async work() {
      const worker = await startJobWorker(config, storage, log);
      return () => worker.close();
    },
  };
}

function startCommand(terminal: Terminal): Subcommand {
  const command = new Command('start')
    .description('start a job')
    .addArgument(new Argument('<type>', 'what it does').choices(['reinspect', 'export', 'sweep']))
    .option('--client <id>', 'only live photos of this client')
    .option('--created-after <date>', 'only live photos stored after this moment')
    .option('--created-before <date>', 'only live photos stored before this moment')
    .option(
      '--policy <name or file>',
      `of reinspect: what decides, ${Object.keys(policies).join(', ')}, or a JSON file`,
    )
    .option('--apply', 'of reinspect: put the new reports in place of the stored ones')
    .option('--dry-run', 'of sweep: only say what it would do')
    .option('--wait', 'wait for its end')
    .option('--here', 'do it in this process, and wait for its end');
  addSettings(command, ['workers', 'backend']);
  return { command, act: (tools) => startJob(command, tools, terminal) };
}

async function startJob(command: Command, { jobs, work }: Tools, terminal: Terminal): Promise<ExitCode> {
  const options = command.opts<StartOptions>();
  const job = await jobs.start({
    type: command.args[0],
    ...defined({
      clientId: options.client,
      createdAfter: options.createdAfter,
      createdBefore: options.createdBefore,
      policy: options.policy && (await policyOf(options.policy)),
      apply: options.apply,
      dryRun: options.dryRun,
    }),
  });
  if (!options.wait && !options.here) {
    terminal.stdout.write(`${job.id}\n`);
    terminal.stderr.write(
      `A server on this data does it, or \`livephoto jobs work\`; \`livephoto jobs show ${job.id} --wait\` waits for it.\n`,
    );
    return ExitCode.accepted;
  }
  const end = options.here ? await work() : async () => {};
  try {
    return await waitFor(jobs, job.id, terminal);
  } finally {
    await end();
  }
}

function listCommand({ stdout, stderr }: Terminal): Subcommand {
  const command = new Command('list')
    .description('list jobs, newest first')
    .option('--limit <number>', 'how many at most', wholeNumber(1, 1000), 20);
  return {
    command,
    async act({ jobs }) {
      const { limit } = command.opts<{ limit: number }>();
      const { items, totalItems } = await jobs.list({ page: 1, pageSize: limit });
      stdout.write(listJobs(items));
      if (totalItems === 0) stderr.write('There are no jobs: `livephoto jobs start` makes one.\n');
      return ExitCode.accepted;
    },
  };
}

function showCommand(terminal: Terminal): Subcommand {
  const command = new Command('show')
    .description('say how far a job is')
    .argument('<id>', 'as `jobs list` shows it')
    .option('--wait', 'wait for its end');
  return {
    command,
    async act({ jobs }) {
      const id = command.args[0] ?? '';
      if (command.opts<{ wait?: true }>().wait) return waitFor(jobs, id, terminal);
      terminal.stdout.write(describeJob(await jobs.get(id)));
      return ExitCode.accepted;
    },
  };
}

function cancelCommand({ stdout }: Terminal): Subcommand {
  const command = new Command('cancel')
    .description('cancel a job; what it did so far stays')
    .argument('<id>', 'as `jobs list` shows it');
  return {
    command,
    async act({ jobs }) {
      stdout.write(describeJob(await jobs.cancel(command.args[0] ?? '')));
      return ExitCode.accepted;
    },
  };
}

function resultCommand(terminal: Terminal): Subcommand {
  const command = new Command('result')
    .description('write what a job found, a line for each live photo')
    .argument('<id>', 'as `jobs list` shows it')
    .addOption(new Option('--format <name>', 'as what').choices(['ndjson', 'parquet']).default('ndjson'))
    .option('--out <file>', 'where to; standard output when left out');
  return {
    command,
    async act({ jobs }) {
      const { format, out } = command.opts<{ format: 'ndjson' | 'parquet'; out?: string }>();
      const chunks = await jobs.result(command.args[0] ?? '', format);
      if (out === undefined) await writeOut(chunks, terminal);
      else await writeFile(chunks, out, terminal.signal);
      return ExitCode.accepted;
    },
  };
}

/** As much at a time as the reader of standard output takes: a result may be larger than memory. */
async function writeOut(chunks: AsyncIterable<Uint8Array>, { stdout, signal }: Terminal): Promise<void> {
  for await (const chunk of chunks) {
    signal.throwIfAborted();
    const taken = stdout.write(chunk as never);
    if (taken === false) await once(stdout as never, 'drain', { signal });
  }
}

/** @throws {LivePhotoError} when the file cannot be written. */
async function writeFile(
  chunks: AsyncIterable<Uint8Array>,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  // For its owner alone: reports are about people.
  const file = createWriteStream(path, { mode: 0o600 });
  await pipeline(Readable.from(chunks), file, { signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw error instanceof LivePhotoError ? error : fileError(path, error);
  });
}

function workCommand(terminal: Terminal): Subcommand {
  const command = new Command('work').description(
    'do jobs, webhooks and waiting uploads in this process, beside servers or without one, until Ctrl-C',
  );
  addSettings(command, ['workers', 'backend', 'policy', 'webhookTargets', 'jobTimeout']);
  command.option('--until-done', 'end when there is nothing left to do');
  return {
    command,
    async act({ storage, work }) {
      const { untilDone } = command.opts<{ untilDone?: true }>();
      const stop = stopAsked(terminal.signal);
      const end = await work();
      terminal.stderr.write('At work; Ctrl-C ends it, and what is not done goes to others.\n');
      try {
        while (!stop.aborted) {
          if (untilDone && Object.keys(await storage.work.countTasks()).length === 0) break;
          await sleep(lookAgain, undefined, { signal: stop }).catch(() => {});
        }
      } finally {
        await end();
      }
      return ExitCode.accepted;
    },
  };
}

/** A name stays one: it says more than its numbers. */
async function policyOf(given: string): Promise<string | Policy> {
  return Object.hasOwn(policies, given) ? given : readPolicy(given);
}

interface StartOptions {
  readonly client?: string;
  readonly createdAfter?: string;
  readonly createdBefore?: string;
  readonly policy?: string;
  readonly apply?: true;
  readonly dryRun?: true;
  readonly wait?: true;
  readonly here?: true;
}

/** Shows the job's progress until its end, and then the job. Ctrl-C ends the waiting, not the job. */
async function waitFor(jobs: JobCommands, id: string, terminal: Terminal): Promise<ExitCode> {
  const progress = createJobProgress(terminal.stderr);
  let job: JobRecord;
  try {
    for (;;) {
      job = await jobs.get(id);
      progress.show(job);
      if (job.finishedAt !== null) break;
      terminal.signal.throwIfAborted();
      await sleep(lookAgain, undefined, { signal: terminal.signal }).catch(() => {});
    }
  } finally {
    progress.stop();
  }
  terminal.stdout.write(describeJob(job));
  return job.state === 'succeeded' ? ExitCode.accepted : ExitCode.refused;
}

function defined(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
