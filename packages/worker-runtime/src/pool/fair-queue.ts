/**
 * A queue in which callers take turns, however many jobs each of them has waiting: start-time fair queueing (Goyal, Vin and
 * Cheng 1996). A job's turn comes by the cost of what its caller had before, so that many small jobs of one caller wait for
 * few large ones of another no longer than their own sum.
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
  readonly caller: string;
  /** The moment, in cost, at which its turn comes. */
  readonly start: number;
  readonly arrival: number;
}

export class FairQueue<Job> {
  private readonly waiting: Waiting<Job>[] = [];
  /** By caller: the moment at which all that it had would be done if it had its fair share. */
  private readonly finish = new Map<string, number>();
  private now = 0;
  private arrivals = 0;

  get length(): number {
    return this.waiting.length;
  }

  /**
   * Makes room for a job of a caller that has less waiting than another.
   * @returns the last job of the caller that has most; undefined, and nothing is changed, when no other has more.
   */
  displace({ caller = '' }: Share): Job | undefined {
    const counts = new Map<string, number>();
    for (const each of this.waiting) counts.set(each.caller, (counts.get(each.caller) ?? 0) + 1);
    const most = Math.max(0, ...counts.values());
    if ((counts.get(caller) ?? 0) + 1 >= most) return undefined;
    const last = this.waiting.findLastIndex((each) => counts.get(each.caller) === most);
    return this.waiting.splice(last, 1)[0]?.job;
  }

  push(job: Job, share: Share = {}): void {
    this.arrivals += 1;
    this.waiting.push({ job, caller: share.caller ?? '', start: this.charge(share), arrival: this.arrivals });
  }

  /** Counts a job that is done at once, without waiting. */
  pass(share: Share = {}): void {
    this.advance(this.charge(share));
  }

  /** Puts a job back whose turn it was: it is the next. */
  unshift(job: Job, { caller = '' }: Share = {}): void {
    this.waiting.push({ job, caller, start: Number.NEGATIVE_INFINITY, arrival: 0 });
  }

  /** The job whose turn it is. */
  shift(): Job | undefined {
    let first = 0;
    for (let i = 1; i < this.waiting.length; i++) {
      const { start, arrival } = this.waiting[i]!;
      const best = this.waiting[first]!;
      if (start < best.start || (start === best.start && arrival < best.arrival)) first = i;
    }
    const [next] = this.waiting.splice(first, 1);
    if (next) this.advance(next.start);
    return next?.job;
  }

  /** Takes a job out, wherever it stands. @returns whether it was waiting. */
  remove(job: Job): boolean {
    const position = this.waiting.findIndex((each) => each.job === job);
    if (position >= 0) this.waiting.splice(position, 1);
    return position >= 0;
  }

  /** Takes all jobs out. */
  clear(): Job[] {
    return this.waiting.splice(0).map(({ job }) => job);
  }

  /** @returns when the turn of a job that comes now would be. */
  private charge({ caller = '', cost = 1 }: Share): number {
    const start = Math.max(this.now, this.finish.get(caller) ?? 0);
    this.finish.set(caller, start + cost);
    return start;
  }

  private advance(moment: number): void {
    if (moment <= this.now) return;
    this.now = moment;
    // Who has had no more than its share by now starts where a newcomer does.
    for (const [caller, finish] of this.finish) if (finish <= this.now) this.finish.delete(caller);
  }
}
