/** What has to be said about a measurement so that somebody else can repeat it. */
import { commitOfTree } from './checkout.ts';
import { type Machine, machineClass, thisMachine, versionsOf } from './machine.ts';

export interface RunInfo {
  /** As typed. */
  readonly command: string;
  /** ISO 8601, when it began. */
  readonly date: string;
  /** The commit of the working tree, with `+` when files differ from it; null outside a checkout. */
  readonly commit: string | null;
  readonly machine: Machine;
  /** Package name to version, Node's own first. */
  readonly versions: Readonly<Record<string, string>>;
}

/** The packages that decide how fast the product is. */
const decisive = ['onnxruntime-web', 'onnxruntime-node', 'comlink'];

/** @param packages whose versions matter too */
export async function runInfo(command: string, packages: readonly string[] = []): Promise<RunInfo> {
  return {
    command,
    date: new Date().toISOString(),
    commit: await commitOfTree(),
    machine: thisMachine(),
    // What the product is installed with is hidden from a package that does not depend on it.
    versions: await versionsOf(
      [...decisive, ...packages],
      [
        import.meta.resolve('@livephoto/worker-runtime'),
        import.meta.resolve('@livephoto/server'),
        import.meta.url,
      ],
    ),
  };
}

/** The run in short sentences. */
export function describeRun({ date, commit, machine, versions }: RunInfo): string[] {
  const day = `${date.slice(0, 16).replace('T', ' ')} UTC`;
  const memory = `${Math.round(machine.memory / 2 ** 30)} GB`;
  const busy =
    machine.load > 0.5 * machine.cores
      ? ` Others were at work on it (load ${machine.load.toFixed(1)}): trust ratios, not milliseconds.`
      : '';
  return [
    `${day}${commit ? `, commit ${commit}` : ''}.`,
    `${machineClass(machine)} (${machine.cpu}, ${memory}, ${machine.platform}).${busy}`,
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
  ];
}
