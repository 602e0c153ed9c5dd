/** Who wants the same thing takes turns, in the order of asking; who has waited too long is told so. */

export interface Turns {
  /**
   * Waits for a turn.
   * @param patience milliseconds.
   * @returns what ends the turn. @throws what `onLate` answers when it does not come in time.
   */
  take(patience: number): Promise<() => void>;
}

export function createTurns(onLate: () => Error): Turns {
  const waiting = new Set<() => void>();
  let taken = false;

  const next = () => {
    const [first] = waiting;
    if (!first) {
      taken = false;
      return;
    }
    waiting.delete(first);
    first();
  };
  const turn = () => {
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      next();
    };
  };

  return {
    take(patience) {
      if (!taken) {
        taken = true;
        return Promise.resolve(turn());
      }
      return new Promise((resolve, reject) => {
        const start = () => {
          clearTimeout(timer);
          resolve(turn());
        };
        const timer = setTimeout(() => {
          waiting.delete(start);
          reject(onLate());
        }, patience);
        waiting.add(start);
      });
    },
  };
}
