/** What is asked of every runtime, and what it answers. */
export interface RuntimeRun {
  /** `Node`, `Bun`, …; with what sets it apart where a runtime runs twice. */
  readonly runtime: string;
  readonly version: string;
  /** File name of each sample photo to its report in JSON without timings, or to the error in JSON. */
  readonly reports: Readonly<Record<string, string>>;
  /** From the start of the process, page or isolate to the first report. */
  readonly coldStartMs: number;
  /** Of one photo, over those that were read, the first left out. */
  readonly medianMs: number;
  /** Gzipped, all that is loaded; for runtimes that load it over a network or have a limit. */
  readonly bundleBytes?: number | undefined;
  /** Most memory that the process held, where the system tells; of workerd a bound for the isolate alone. */
  readonly peakMemoryBytes?: number | undefined;
}
/** Inspects every photo on one runtime, with the wasm backend unless its name says otherwise. */
export type Runner = (photos: readonly string[]) => Promise<RuntimeRun>;
