/** `pnpm bench cost fleet`: how many servers hold which load, by simulation, fed with what an upload takes here. */
import { availableParallelism } from 'node:os';
import { LivePhotoError } from '@livephoto/core';
import Table from 'cli-table3';
import { Command } from 'commander';
import { mean, median } from 'simple-statistics';
import { parseCount } from '../../report/options.ts';
import { fewestServers } from './fewest-servers.ts';
import type { Autoscaler, FleetPlan } from './fleet-plan.ts';
import { measureProcesses, type ProcessMeasures } from './measure-processes.ts';
import { predictThroughput } from './predict-throughput.ts';
import { simulateFleet } from './simulate-fleet.ts';

interface Options {
  readonly serviceTimes?: string;
  readonly postgres?: string;
  readonly contention: string;
  readonly mainTime: string;
  readonly chainTime: string;
  readonly chainEntryTime: string;
  readonly workers: number;
  readonly rounds: number;
  readonly seconds: number;
  readonly callers: number;
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
    .option(
      '--postgres <url>',
      'a server where databases may be made: what is measured shares one, dropped at the end, and a bucket',
    )
    .option('--contention <share>', 'how much longer an upload takes beside another one in its server', '0')
    .option('--main-time <ms>', 'of an upload on the one main thread of its server', '0')
    .option('--chain-time <ms>', 'a turn at the audit chain, which all servers share, with one entry', '6')
    .option('--chain-entry-time <ms>', 'each further entry of a turn', '1')
    .option('--workers <n>', 'inspections at once of a server', parseCount, 2)
    .option('--rounds <n>', 'measurements of one, two and three processes', parseCount, 3)
    .option('--seconds <n>', 'how long each', parseCount, 8)
    .option('--callers <n>', 'of each process, who ask again as soon as they are answered', parseCount, 2)
    .action(async (options: Options) => {
      const given = {
        contention: parseNumber('--contention', options.contention),
        mainTime: parseNumber('--main-time', options.mainTime),
        chainTime: parseNumber('--chain-time', options.chainTime),
        chainEntryTime: parseNumber('--chain-entry-time', options.chainEntryTime),
      };
      const { rounds, seconds, postgres, workers, callers } = options;
      if (options.serviceTimes) {
        const serviceTimes = parseTimes(options.serviceTimes);
        process.stdout.write(describeFleets({ ...given, serviceTimes, workers }));
        return;
      }
      const measured = await measureProcesses(root, { rounds, seconds, most: 3, postgres, callers });
      const { serviceTimes, cost, chainEntryTime } = measured;
      process.stdout.write(describeProcesses(measured, callers));
      const { contention, mainThread: mainTime } = cost;
      const chain = chainEntryTime === undefined ? given : { chainTime: cost.chainTime, chainEntryTime };
      process.stdout.write(
        describeFleets({ ...given, ...chain, contention, mainTime, serviceTimes, workers }),
      );
    });
}

function parseNumber(name: string, text: string): number {
  const number = Number(text);
  if (text !== '' && number >= 0 && Number.isFinite(number)) return number;
  throw new LivePhotoError('invalid_request', `${name} must be a number from 0`);
}

function parseTimes(list: string): number[] {
  const times = list.split(',').map(Number);
  if (times.every((time) => time > 0 && Number.isFinite(time))) return times;
  throw new LivePhotoError('invalid_request', '--service-times must be numbers above 0, with commas between');
}

function describeProcesses({ serviceTimes, cost, runs }: ProcessMeasures, callers: number): string {
  const rateOf = (processes: number) =>
    median(runs.filter((run) => run.processes === processes).map((run) => run.uploadsPerSecond));
  const cores = availableParallelism();
  const table = new Table({
    head: [
      'processes',
      'uploads a second',
      'predicted',
      'measured ÷ predicted',
      '× one, measured',
      '× one, predicted',
    ],
    style: { head: [] },
  });
  for (const processes of [1, 2, 3]) {
    const predicted = predictThroughput(processes, cost, cores, callers);
    const rate = rateOf(processes);
    table.push([
      processes,
      rate.toFixed(1),
      predicted.toFixed(1),
      (rate / predicted).toFixed(2),
      (rate / rateOf(1)).toFixed(2),
      (predicted / predictThroughput(1, cost, cores, callers)).toFixed(2),
    ]);
  }
  const { alone, inspection, mainThread, cpu, contention, chainTime } = cost;
  return (
    `${table.toString()}\nmedians of ${runs.length / 3} rounds, ${cores} cores, ${callers} callers a process; ` +
    `one upload alone takes ${alone.toFixed(0)} ms (median of ${serviceTimes.length}), ` +
    `its inspection ${inspection.toFixed(0)}, ${(100 * contention).toFixed(0)} % more beside another one; ` +
    `its server's main thread works ${mainThread.toFixed(0)} ms for it; ` +
    `all cores together work ${cpu.toFixed(0)} ms for it; ` +
    `${chainTime === 0 ? 'each process has a chain of its own' : `a turn at the chain takes ${chainTime.toFixed(1)} ms`}\n\n`
  );
}

type FleetFigures = Pick<
  FleetPlan,
  'serviceTimes' | 'workers' | 'contention' | 'mainTime' | 'chainTime' | 'chainEntryTime'
>;

/** What the simulation says, for each rate: a fixed number of servers, and the autoscaler when the rate comes at once. */
function describeFleets(figures: FleetFigures): string {
  const { serviceTimes, workers, contention = 0, mainTime = 0, chainTime, chainEntryTime } = figures;
  const table = new Table({
    head: [
      'uploads a second',
      'servers',
      'p95 ms',
      'workers busy',
      'main threads busy',
      'chain busy',
      'from a tenth: p95 ms',
      'answered 503',
      'most servers',
    ],
    style: { head: [] },
  });
  for (const rate of rates) {
    const seconds = Math.max(60, Math.min(1200, 60_000 / rate));
    const plan = { ...figures, rate: () => rate, seconds, warmUp: seconds / 10, queue };
    // Three times as many as would be busy without a pause: where those do not hold, none do.
    const busy = (rate * Math.max(mean(serviceTimes) / workers, mainTime)) / 1000;
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
        ? [
            needed.servers,
            needed.run.p95.toFixed(0),
            percent(needed.run.busy),
            percent(needed.run.mainBusy),
            percent(needed.run.chainBusy),
          ]
        : ['none holds', '–', '–', '–', '–']),
      scaled.p95.toFixed(0),
      percent(scaled.refused),
      scaled.mostServers,
    ]);
  }
  return (
    `${table.toString()}\n${workers} workers a server, ${(100 * contention).toFixed(0)} % slower beside each other, ${queue} may wait in each; ` +
    `of an upload ${mainTime.toFixed(1)} ms are the main thread's; ` +
    `a turn at the audit chain takes ${chainTime.toFixed(1)} ms, each further entry of it ${(chainEntryTime ?? chainTime).toFixed(1)} ms\n`
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}
