/**
 * A queue in which callers take turns, however many jobs each of them has waiting: start-time fair queueing (Goyal, Vin and
 * Cheng 1996). A caller's turn comes by the cost of what it had before, so that many small jobs of one caller wait for
 * few large ones of another no longer than their own sum. Within a caller jobs of one size take turns with those of another in
 * the same way, so that a small photo does not wait for thirty large ones of the same key.
 */

/** Whose a job is, and how much it costs. */
export interface Share {
  /** Jobs without one count as one caller's. */
  readonly caller?: string | undefined;
  /** Any unit, the same for all jobs; above 0. @default 1 */
  readonly cost?: number | undefined;
}

interface Waiting<Job> {
  readonly job: Job;
  readonly cost: number;
  readonly arrival: number;
}

/** Flows that take turns by what they cost. */
class Turns<Key> {
  /** By flow: the moment, in cost, at which all that it had would be done if it had its fair share. */
  private readonly finish = new Map<Key, number>();
  private now = 0;

  /** When the turn of a flow that waits comes. */
  at(key: Key): number {
    return Math.max(this.now, this.finish.get(key) ?? 0);
  }

  /** A flow takes its turn. */
  take(key: Key, cost: number): void {
    const start = this.at(key);
    this.finish.set(key, start + cost);
    if (start <= this.now) return;
    this.now = start;
    // Who has had no more than its share by now starts where a newcomer does.
    for (const [other, finish] of this.finish) if (finish <= this.now) this.finish.delete(other);
  }
}

/** The jobs of one caller that wait, by their sizes; each size is in the order of arrival and never empty. */
interface Caller<Job> {
  readonly sizes: Map<number, Waiting<Job>[]>;
  readonly turns: Turns<number>;
  waiting: number;
}

/** Jobs of one size cost up to twice as much as each other. */
const sizeOf = (cost: number) => Math.floor(Math.log2(cost));

export class FairQueue<Job> {
  private readonly callers = new Map<string, Caller<Job>>();
  private readonly turns = new Turns<string>();
  /** Whose turn it was already. */
  private readonly again: Job[] = [];
  private arrivals = 0;

  get length(): number {
    let length = this.again.length;
    for (const { waiting } of this.callers.values()) length += waiting;
    return length;
  }

  /**
   * Makes room for a job of a caller that has less waiting than another, or for one of a size of which its caller has less
   * waiting than of another, where no caller has more.
   * @returns the last job of the caller, and of the size, that has most; undefined, and nothing is changed, when none has more.
   */
  displace({ caller = '', cost = 1 }: Share): Job | undefined {
    const own = this.callers.get(caller);
    let [fullest, most] = ['', 0];
    for (const [name, { waiting }] of this.callers) if (waiting > most) [fullest, most] = [name, waiting];
    if ((own?.waiting ?? 0) + 1 < most) return this.takeLast(fullest);
    if (own === undefined || own.waiting < most) return undefined;
    const largest = Math.max(...[...own.sizes.values()].map((jobs) => jobs.length));
    return (own.sizes.get(sizeOf(cost))?.length ?? 0) + 1 < largest ? this.takeLast(caller) : undefined;
  }

  push(job: Job, { caller = '', cost = 1 }: Share = {}): void {
    this.arrivals += 1;
    let entry = this.callers.get(caller);
    if (!entry) {
      entry = { sizes: new Map(), turns: new Turns(), waiting: 0 };
      this.callers.set(caller, entry);
    }
    const size = sizeOf(cost);
    const jobs = entry.sizes.get(size);
    const waiting = { job, cost, arrival: this.arrivals };
    if (jobs) jobs.push(waiting);
    else entry.sizes.set(size, [waiting]);
    entry.waiting += 1;
  }

  /** Counts a job that is done at once, without waiting. */
  pass({ caller = '', cost = 1 }: Share = {}): void {
    this.turns.take(caller, cost);
  }

  /** Puts a job back whose turn it was: it is the next. */
  unshift(job: Job): void {
    this.again.push(job);
  }

  /** The job whose turn it is. */
  shift(): Job | undefined {
    if (this.again.length > 0) return this.again.shift();
    const first = earliest(this.callers, this.turns, ({ sizes }) =>
      Math.min(...[...sizes.values()].map(([next]) => next!.arrival)),
    );
    if (first === undefined) return undefined;
    const caller = this.callers.get(first)!;
    const size = earliest(caller.sizes, caller.turns, ([next]) => next!.arrival)!;
    const { job, cost } = this.take(first, size, 0);
    caller.turns.take(size, cost);
    this.turns.take(first, cost);
    return job;
  }

  /** Takes a job out, wherever it stands. @returns whether it was waiting. */
  remove(job: Job): boolean {
    const position = this.again.indexOf(job);
    if (position >= 0) return this.again.splice(position, 1).length > 0;
    for (const [name, { sizes }] of this.callers) {
      for (const [size, jobs] of sizes) {
        const at = jobs.findIndex((each) => each.job === job);
        if (at < 0) continue;
        this.take(name, size, at);
        return true;
      }
    }
    return false;
  }

  /** Takes all jobs out. */
  clear(): Job[] {
    const waiting = [...this.callers.values()].flatMap(({ sizes }) => [...sizes.values()].flat());
    this.callers.clear();
    return [
      ...this.again.splice(0),
      ...waiting.sort((one, other) => one.arrival - other.arrival).map(({ job }) => job),
    ];
  }

  private takeLast(caller: string): Job {
    const { sizes } = this.callers.get(caller)!;
    const [size, jobs] = [...sizes].reduce((fullest, each) =>
      each[1].length > fullest[1].length ? each : fullest,
    );
    return this.take(caller, size, jobs.length - 1).job;
  }

  /** What is left without jobs is forgotten. */
  private take(name: string, size: number, at: number): Waiting<Job> {
    const caller = this.callers.get(name)!;
    const jobs = caller.sizes.get(size)!;
    const [taken] = jobs.splice(at, 1);
    if (jobs.length === 0) caller.sizes.delete(size);
    caller.waiting -= 1;
    if (caller.waiting === 0) this.callers.delete(name);
    return taken!;
  }
}

/** The flow whose turn is the first; of several the one whose job came first. */
function earliest<Key, Flow>(
  flows: ReadonlyMap<Key, Flow>,
  turns: Turns<Key>,
  arrivalOf: (flow: Flow) => number,
): Key | undefined {
  let first: { readonly key: Key; readonly start: number; readonly arrival: number } | undefined;
  for (const [key, flow] of flows) {
    const start = turns.at(key);
    const arrival = arrivalOf(flow);
    if (!first || start < first.start || (start === first.start && arrival < first.arrival)) {
      first = { key, start, arrival };
    }
  }
  return first?.key;
}
