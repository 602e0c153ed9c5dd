/** `pnpm bench cost fleet`: how many servers hold which load, by simulation, fed with what an upload takes here. */
import { availableParallelism } from 'node:os';
import { LivePhotoError } from '@livephoto/core';
import Table from 'cli-table3';
import { Command } from 'commander';
import { mean, median } from 'simple-statistics';
import { parseCount } from '../../report/options.ts';
import { measureProcesses, type ProcessMeasures } from './measure-processes.ts';
import { type Autoscaler, fewestServers, predictThroughput, simulateFleet } from './simulate-fleet.ts';

interface Options {
  readonly serviceTimes?: string;
  readonly chainTime: string;
  readonly workers: number;
  readonly rounds: number;
  readonly seconds: number;
}

/** Milliseconds within which 95 of 100 uploads are to be answered. */
const limit = 1000;
const rates = [10, 100, 1000];
const mostServers = 2000;
/** As `deploy/kubernetes/livephoto.yaml` has it, but for the most: here as many as are wanted. */
const scaler: Autoscaler = {
  least: 3,
  most: mostServers,
  target: 2,
  period: 15,
  coldStart: 20,
  patience: 300,
};
const queue = 16;

/** @param root of the workspace. */
export function fleetCommand(root: URL): Command {
  return new Command('fleet')
    .description('Says by simulation how many servers hold 10, 100 and 1000 uploads a second.')
    .option(
      '--service-times <list>',
      'milliseconds of single uploads, with commas between; measured here when left out',
    )
    .option('--chain-time <ms>', 'time of one entry in the audit chain, which all servers share', '6')
    .option('--workers <n>', 'inspections at once of a server', parseCount, 2)
    .option('--rounds <n>', 'measurements of one, two and three processes', parseCount, 3)
    .option('--seconds <n>', 'how long each', parseCount, 8)
    .action(async (options: Options) => {
      const chainTime = Number(options.chainTime);
      if (!(chainTime >= 0))
        throw new LivePhotoError('invalid_request', '--chain-time must be a number of milliseconds');
      const { rounds, seconds } = options;
      const measured = options.serviceTimes
        ? undefined
        : await measureProcesses(root, { rounds, seconds, most: 3 });
      const serviceTimes = measured?.serviceTimes ?? parseTimes(options.serviceTimes ?? '');
      if (measured) process.stdout.write(describeProcesses(measured));
      process.stdout.write(describeFleets(serviceTimes, options.workers, chainTime));
    });
}

function parseTimes(list: string): number[] {
  const times = list.split(',').map(Number);
  if (times.every((time) => time > 0 && Number.isFinite(time))) return times;
  throw new LivePhotoError('invalid_request', '--service-times must be numbers above 0, with commas between');
}

function describeProcesses({ serviceTimes, runs }: ProcessMeasures): string {
  const rateOf = (processes: number) =>
    median(runs.filter((run) => run.processes === processes).map((run) => run.uploadsPerSecond));
  const cores = availableParallelism();
  const table = new Table({
    head: ['processes', 'uploads a second', '× one, measured', '× one, predicted'],
    style: { head: [] },
  });
  for (const processes of [1, 2, 3]) {
    const predicted =
      predictThroughput(processes, serviceTimes, cores) / predictThroughput(1, serviceTimes, cores);
    const rate = rateOf(processes);
    table.push([processes, rate.toFixed(1), (rate / rateOf(1)).toFixed(2), predicted.toFixed(2)]);
  }
  return (
    `${table.toString()}\nmedians of ${runs.length / 3} rounds, ${cores} cores; ` +
    `one upload alone takes ${median([...serviceTimes]).toFixed(0)} ms (median of ${serviceTimes.length})\n\n`
  );
}

/** What the simulation says, for each rate: a fixed number of servers, and the autoscaler when the rate comes at once. */
function describeFleets(serviceTimes: readonly number[], workers: number, chainTime: number): string {
  const table = new Table({
    head: [
      'uploads a second',
      'servers',
      'p95 ms',
      'workers busy',
      'chain busy',
      'from a tenth: p95 ms',
      'answered 503',
      'most servers',
    ],
    style: { head: [] },
  });
  for (const rate of rates) {
    const seconds = Math.max(60, Math.min(1200, 60_000 / rate));
    const plan = { rate: () => rate, seconds, warmUp: seconds / 10, workers, queue, serviceTimes, chainTime };
    // Three times as many as would be busy without a pause: where those do not hold, none do.
    const busy = (rate * mean(serviceTimes)) / 1000 / workers;
    const needed = fewestServers(plan, limit, Math.max(4, Math.ceil(3 * busy)));
    // A tenth for two minutes, then all of it: what happens until the servers are there.
    const scaled = simulateFleet({
      ...plan,
      rate: (time) => (time < 120 ? rate / 10 : rate),
      seconds: 300,
      warmUp: 120,
      servers: scaler,
    });
    table.push([
      rate,
      ...(needed
        ? [needed.servers, needed.run.p95.toFixed(0), percent(needed.run.busy), percent(needed.run.chainBusy)]
        : ['none holds', '–', '–', percent((rate * chainTime) / 1000)]),
      scaled.p95.toFixed(0),
      percent(scaled.refused),
      scaled.mostServers,
    ]);
  }
  return `${table.toString()}\n${workers} workers a server, ${queue} may wait in each; one entry of the audit chain takes ${chainTime} ms\n`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}
