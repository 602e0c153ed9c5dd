/** What the tests ask of a browser, whichever way it is driven. */

export interface TestBrowser {
  readonly name: string;
  readonly version: string;
  open(url: string): Promise<TestPage>;
  close(): Promise<void>;
}

export interface TestPage {
  /**
   * Calls a function in the page, which knows nothing of what stands around it here, and waits for what it answers.
   * @throws what the function throws.
   */
  evaluate<Args extends readonly unknown[], Value>(
    call: (...args: Args) => Value | Promise<Value>,
    ...args: Args
  ): Promise<Value>;
}

export interface Launch {
  /** Paths of what has to be installed, itself first. */
  readonly programs: readonly string[];
  /** Starts it with a camera that plays something, where it has one, and with people who allow it. */
  start(): Promise<TestBrowser>;
}

/** Milliseconds that a browser may take for anything, on a machine that may be doing much else. */
export const patience = 240_000;
