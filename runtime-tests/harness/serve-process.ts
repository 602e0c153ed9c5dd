/** Runs inside of a runtime: tells the test of a server that listens, and ends it when the test says so. */

export interface ListeningServer {
  readonly url: string;
  /** The test key and the live key. */
  readonly newKeys: readonly string[];
}

export function announce(server: ListeningServer & { close(): Promise<void> }): void {
  process.stdout.write(`${JSON.stringify({ url: server.url, newKeys: server.newKeys })}\n`);
  process.once('SIGTERM', () => server.close());
}
