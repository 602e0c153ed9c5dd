/** Who of several servers does what one of them has to do alone: sweeps, and the first keys. */

export interface Leader {
  /** Whether this server is the one. @returns false while that cannot be told. */
  isLeader(): Promise<boolean>;
  /** Runs `work` while no other server runs one of the same `name`. */
  alone<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** Of a server that has its storage for itself. */
export function createSoleServer(): Leader {
  const last = new Map<string, Promise<unknown>>();
  return {
    isLeader: async () => true,
    async alone(name, work) {
      const before = last.get(name);
      const mine = (async () => {
        await before?.catch(() => {});
        return work();
      })();
      last.set(name, mine);
      try {
        return await mine;
      } finally {
        if (last.get(name) === mine) last.delete(name);
      }
    },
    close: async () => {},
  };
}
