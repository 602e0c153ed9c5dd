/** Who waits for the same thing at the same time is served together: each is answered by itself, and none waits longer than it may. */

export interface GroupsOptions<Item, Result> {
  /** Most that are served together. */
  readonly size: number;
  /** Milliseconds that one may wait until it is begun, and until it is answered. */
  patience(): { readonly turn: number; readonly answer: number };
  /** Waits for a turn before a group is put together. @returns what ends it. @default there are no others */
  takeTurn?(milliseconds: number): Promise<() => void>;
  /**
   * Serves a group within so many milliseconds.
   * @returns how each of them ended, in their order. @throws what all of them hear.
   */
  serve(items: readonly Item[], milliseconds: number): Promise<readonly PromiseSettledResult<Result>[]>;
  /** What one hears that was not begun in time. */
  onLate(): Error;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  /** `performance.now()` from which it is too late to begin, and to answer. */
  readonly late: { readonly turn: number; readonly answer: number };
  readonly timer: ReturnType<typeof setTimeout>;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/** @returns a function that has one item served. */
export function createGroups<Item, Result>({
  size,
  patience,
  takeTurn = async () => () => {},
  serve,
  onLate,
}: GroupsOptions<Item, Result>): (item: Item) => Promise<Result> {
  let waiting: Waiting<Item, Result>[] = [];
  let atWork = false;

  const begin = (most: number) => {
    const group = waiting.slice(0, most);
    waiting = waiting.slice(most);
    for (const { timer } of group) clearTimeout(timer);
    return group;
  };

  const serveNext = async () => {
    // As long as the most patient of them: the others have timers of their own.
    const longest = Math.max(...waiting.map(({ late }) => late.turn)) - performance.now();
    let group: readonly Waiting<Item, Result>[] = waiting;
    let end = () => {};
    try {
      end = await takeTurn(Math.max(0, longest));
      group = begin(size);
      if (group.length === 0) return;
      const soonest = Math.min(...group.map(({ late }) => late.answer)) - performance.now();
      const items = group.map(({ item }) => item);
      for (const [index, ended] of (await serve(items, Math.max(1, soonest))).entries()) {
        if (ended.status === 'fulfilled') group[index]?.resolve(ended.value);
        else group[index]?.reject(ended.reason);
      }
    } catch (error) {
      if (group === waiting) begin(waiting.length);
      for (const { reject } of group) reject(error);
    } finally {
      end();
    }
  };

  const work = async () => {
    atWork = true;
    while (waiting.length > 0) await serveNext();
    atWork = false;
  };

  return (item) =>
    new Promise((resolve, reject) => {
      const { turn, answer } = patience();
      const now = performance.now();
      const timer = setTimeout(() => {
        waiting = waiting.filter((one) => one.timer !== timer);
        reject(onLate());
      }, turn);
      waiting.push({ item, late: { turn: now + turn, answer: now + answer }, timer, resolve, reject });
      // The first of them asks for all.
      if (!atWork) void work();
    });
}
