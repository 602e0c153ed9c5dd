/** `livephoto jobs`: what takes long on stored photos, started, watched, cancelled, and done without a server. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { LivePhotoError, type Policy, policies } from '@livephoto/core';
import type { JobCommands, JobRecord, Storage } from '@livephoto/server/node';
import { Argument, Command, Option } from 'commander';
import { ExitCode } from '../exit-code.ts';
import { fileError } from '../inputs/file-error.ts';
import { readPolicy } from '../inputs/policy-file.ts';
import type { CommandFactory } from '../program.ts';
import { stopAsked } from '../stop-asked.ts';
import type { Terminal } from '../terminal.ts';
import { createJobProgress } from '../view/job-progress.ts';
import { describeJob, listJobs } from '../view/jobs-list.ts';
import { addSettings, readSettings } from './server-settings.ts';

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

interface Tools {
  readonly jobs: JobCommands;
  readonly storage: Storage;
  /** Does jobs in this process. @returns what ends that. */
  work(): Promise<() => Promise<void>>;
}

export const jobsCommand: CommandFactory = (terminal, done) => {
  const jobs = new Command('jobs')
    .description('inspect stored photos anew, export reports, sweep: start, watch and cancel such jobs')
    .addHelpText('after', examples);
  const write = (text: string) => terminal.stdout.write(text);

  const add = (command: Command, act: (tools: Tools, command: Command) => Promise<ExitCode>) => {
    addSettings(command, ['data']);
    command
      .option('--account <account>', 'whose jobs', 'default')
      .addOption(new Option('--mode <mode>', 'of which mode').choices(['live', 'test']).default('live'));
    command.action(async () => {
      const config = readSettings(command.opts());
      const { createJobCommands, createLog, openStorage, startJobWorker } = await import(
        '@livephoto/server/node'
      );
      const log = createLog('error');
      const storage = await openStorage(config, log, false);
      try {
        const { account, mode } = command.opts<{ account: string; mode: 'live' | 'test' }>();
        const work = async () => {
          const worker = await startJobWorker(config, storage, log);
          return () => worker.close();
        };
        done(await act({ jobs: createJobCommands(storage, { account, mode }), storage, work }, command));
      } finally {
        await storage.close();
      }
    });
    jobs.addCommand(command);
  };

  add(
    addSettings(
      new Command('start')
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
        .option('--here', 'do it in this process, and wait for its end'),
      ['workers', 'backend'],
    ),
    async (tools, command) => {
      const options = command.opts<StartOptions>();
      const job = await tools.jobs.start({
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
        write(`${job.id}\n`);
        terminal.stderr.write(
          `A server on this data does it, or \`livephoto jobs work\`; \`livephoto jobs show ${job.id} --wait\` waits for it.\n`,
        );
        return ExitCode.accepted;
      }
      const end = options.here ? await tools.work() : async () => {};
      try {
        return await waitFor(tools.jobs, job.id, terminal);
      } finally {
        await end();
      }
    },
  );

  add(
    new Command('list')
      .description('list jobs, newest first')
      .option('--limit <number>', 'how many at most', '20'),
    async (tools, command) => {
      const limit = Number(command.opts<{ limit: string }>().limit);
      if (!Number.isInteger(limit) || limit < 1 || limit > 1000) {
        command.error('error: --limit must be a whole number from 1 to 1000');
      }
      const { items, totalItems } = await tools.jobs.list({ page: 1, pageSize: limit });
      write(listJobs(items));
      if (totalItems === 0) terminal.stderr.write('There are no jobs: `livephoto jobs start` makes one.\n');
      return ExitCode.accepted;
    },
  );

  add(
    new Command('show')
      .description('say how far a job is')
      .argument('<id>', 'as `jobs list` shows it')
      .option('--wait', 'wait for its end'),
    async (tools, command) => {
      const id = command.args[0] ?? '';
      if (command.opts<{ wait?: true }>().wait) return waitFor(tools.jobs, id, terminal);
      write(describeJob(await tools.jobs.get(id)));
      return ExitCode.accepted;
    },
  );

  add(
    new Command('cancel')
      .description('cancel a job; what it did so far stays')
      .argument('<id>', 'as `jobs list` shows it'),
    async (tools, command) => {
      write(describeJob(await tools.jobs.cancel(command.args[0] ?? '')));
      return ExitCode.accepted;
    },
  );

  add(
    new Command('result')
      .description('write what a job found, a line for each live photo')
      .argument('<id>', 'as `jobs list` shows it')
      .addOption(new Option('--format <name>', 'as what').choices(['ndjson', 'parquet']).default('ndjson'))
      .option('--out <file>', 'where to; standard output when left out'),
    async (tools, command) => {
      const { format, out } = command.opts<{ format: 'ndjson' | 'parquet'; out?: string }>();
      const chunks = await tools.jobs.result(command.args[0] ?? '', format);
      if (out === undefined) {
        for await (const chunk of chunks) {
          terminal.signal.throwIfAborted();
          // As much as its reader takes: a result may be larger than memory.
          const taken = terminal.stdout.write(chunk as never);
          if (taken === false) await once(terminal.stdout as never, 'drain', { signal: terminal.signal });
        }
        return ExitCode.accepted;
      }
      await pipeline(Readable.from(chunks), createWriteStream(out, { mode: 0o600 }), {
        signal: terminal.signal,
      }).catch((error: unknown) => {
        terminal.signal.throwIfAborted();
        throw error instanceof LivePhotoError ? error : fileError(out, error);
      });
      return ExitCode.accepted;
    },
  );

  add(
    addSettings(
      new Command('work').description(
        'do jobs, webhooks and waiting uploads in this process, beside servers or without one, until Ctrl-C',
      ),
      ['workers', 'backend', 'policy', 'webhookTargets', 'jobTimeout'],
    ).option('--until-done', 'end when there is nothing left to do'),
    async (tools, command) => {
      const stop = stopAsked(terminal.signal);
      const end = await tools.work();
      terminal.stderr.write('At work; Ctrl-C ends it, and what is not done goes to others.\n');
      try {
        const untilDone = command.opts<{ untilDone?: true }>().untilDone;
        while (!stop.aborted) {
          if (untilDone && Object.keys(await tools.storage.work.countTasks()).length === 0) break;
          await sleep(lookAgain, undefined, { signal: stop }).catch(() => {});
        }
      } finally {
        await end();
      }
      return ExitCode.accepted;
    },
  );

  return jobs;
};

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
