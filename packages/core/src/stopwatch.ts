/** Times the stages of one inspection. */

export class Stopwatch {
  private readonly started = performance.now();
  private last = this.started;
  private readonly laps: Record<string, number> = {};

  /** Ends the current stage. */
  lap(stage: string): void {
    const now = performance.now();
    this.laps[stage] = hundredth(now - this.last);
    this.last = now;
  }

  /** Milliseconds of each stage, and of all together as `total`. */
  timings(): Readonly<Record<string, number>> {
    return { ...this.laps, total: hundredth(this.last - this.started) };
  }
}

function hundredth(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}
