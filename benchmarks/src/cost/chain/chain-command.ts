/** `pnpm bench cost chain`: how many entries a second servers add to the one audit chain that they share. */
import { availableParallelism } from 'node:os';
import { LivePhotoError } from '@livephoto/core';
import Table from 'cli-table3';
import { Command } from 'commander';
import { median } from 'simple-statistics';
import { parseCount } from '../../report/options.ts';
import { type ChainRun, measureChain } from './measure-chain.ts';

interface Options {
  readonly postgres: string;
  readonly servers: string;
  readonly rounds: number;
  readonly seconds: number;
  readonly callers: number;
}

/** @param root of the workspace. */
export function chainCommand(root: URL): Command {
  return new Command('chain')
    .description('Times the audit chain that all servers over one PostgreSQL share.')
    .requiredOption('--postgres <url>', 'a server where databases may be made; each is dropped again')
    .option('--servers <list>', 'how many processes at a time, with commas between', '1,2,3,6')
    .option('--rounds <n>', 'how often each is measured', parseCount, 3)
    .option('--seconds <n>', 'how long', parseCount, 4)
    .option('--callers <n>', 'that ask at once in each process', parseCount, 3)
    .action(async ({ postgres, servers: list, ...plan }: Options) => {
      const servers = list.split(',').map(Number);
      if (!servers.every((count) => Number.isInteger(count) && count >= 1))
        throw new LivePhotoError('invalid_request', '--servers must be whole numbers, with commas between');
      if (!URL.canParse(postgres) || !/^postgres(ql)?:$/.test(new URL(postgres).protocol))
        throw new LivePhotoError(
          'invalid_request',
          '--postgres must be a URL: postgres://user@host/postgres',
        );
      const runs = await measureChain(root, { ...plan, postgres, servers });
      process.stdout.write(describeChain(servers, runs, plan.callers));
    });
}

function describeChain(counts: readonly number[], runs: readonly ChainRun[], callers: number): string {
  const of = (servers: number, figure: (run: ChainRun) => number) =>
    median(runs.filter((run) => run.servers === servers).map(figure));
  const rate = (servers: number) => of(servers, (run) => run.entriesPerSecond);
  const first = counts[0]!;
  const table = new Table({
    head: ['servers', 'entries a second', `× ${first}`, 'p50 ms', 'p95 ms', 'failed'],
    style: { head: [] },
  });
  for (const servers of counts) {
    table.push([
      servers,
      rate(servers).toFixed(0),
      (rate(servers) / rate(first)).toFixed(2),
      of(servers, ({ p50 }) => p50).toFixed(1),
      of(servers, ({ p95 }) => p95).toFixed(1),
      runs.filter((run) => run.servers === servers).reduce((sum, { failed }) => sum + failed, 0),
    ]);
  }
  return (
    `${table.toString()}\nmedians of ${runs.length / counts.length} rounds, ${callers} callers in each server, ` +
    `${availableParallelism()} cores for all of them and what else there is\n`
  );
}
