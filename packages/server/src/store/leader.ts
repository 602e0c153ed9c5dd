/** Who of several servers does what one of them has to do alone: sweeps, and the first keys. */

export interface Leader {
  /** Whether this server is the one. @returns false while that cannot be told. */
  isLeader(): Promise<boolean>;
  /** Runs `work` while no other server runs one of the same `name`. */
  alone<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** Of a server that has its storage for itself. */
export const soleServer: Leader = {
  isLeader: async () => true,
  alone: (_, work) => work(),
  close: async () => {},
};
