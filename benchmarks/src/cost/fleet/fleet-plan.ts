/** What a simulated fleet is told, and what it tells. */

/** As `deploy/kubernetes/livephoto.yaml` has it. */
export interface Autoscaler {
  readonly least: number;
  readonly most: number;
  /** Waiting uploads a server that it aims at. */
  readonly target: number;
  /** Seconds between two looks; it may double the servers at each. */
  readonly period: number;
  /** Seconds from asking for a server to its first upload. */
  readonly coldStart: number;
  /** Seconds for which fewer would have done before one is taken away. */
  readonly patience: number;
}

export interface FleetPlan {
  /** Uploads a second, at a time in seconds. */
  readonly rate: (time: number) => number;
  readonly seconds: number;
  /** Seconds at the beginning that are not counted. */
  readonly warmUp: number;
  /** A number of servers that stays, or what changes it. */
  readonly servers: number | Autoscaler;
  readonly workers: number;
  /** Uploads that may wait in a server; the next one is answered 503. */
  readonly queue: number;
  /** Milliseconds of an upload alone in its server, as measured: one is drawn for each. */
  readonly serviceTimes: readonly number[];
  /** Milliseconds of it on the server's main thread, which has one upload at a time; the rest is the worker's. @default 0 */
  readonly mainTime?: number;
  /** How much longer an upload takes for each other worker of its server that is busy: they share caches and memory. @default 0 */
  readonly contention?: number;
  /** Milliseconds of a turn at the audit chain, which is one server's at a time, with one entry in it. */
  readonly chainTime: number;
  /** Milliseconds of each further entry that waited in the server, and goes in the same turn. @default `chainTime`, as if each had its own */
  readonly chainEntryTime?: number;
  readonly seed?: number;
}

export interface FleetRun {
  readonly uploads: number;
  /** Share of the uploads that were answered 503. */
  readonly refused: number;
  /** Milliseconds from arrival to answer, of those that were not. */
  readonly p50: number;
  readonly p95: number;
  /** Share of the time in which workers had something to do. */
  readonly busy: number;
  /** Share of the time in which main threads had. */
  readonly mainBusy: number;
  /** Share of the time in which the chain had. */
  readonly chainBusy: number;
  /** Share that it would need if as many entries as may went in each turn: below 1 it takes along what waits, and holds. */
  readonly chainNeeded: number;
  readonly mostServers: number;
}
