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

/** Milliseconds between two looks at whether it is one's turn. */
const look = { least: 2, most: 10 } as const;

/**
 * Turns for Workers, where no request may settle what another waits for: who waits looks again from time to time. A turn that
 * takes longer than `longest` milliseconds is over, since its request may have ended without a word.
 */
export function createPolledTurns(onLate: () => Error, longest = 1000): Turns {
  let last = 0;
  let takenUntil = 0;
  return {
    async take(patience) {
      const late = Date.now() + patience;
      while (Date.now() < takenUntil) {
        if (Date.now() > late) throw onLate();
        const wait = look.least + Math.random() * (look.most - look.least);
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
      last += 1;
      const mine = last;
      takenUntil = Date.now() + longest;
      return () => {
        if (last === mine) takenUntil = 0;
      };
    },
  };
}
