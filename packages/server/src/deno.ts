/** Deno's entry: the same API over the same stores, with Deno's own HTTP and Web Workers. */
import { cannotListen, type StartHttpServer, urlOf } from './hosting/listening.ts';
import { type RunningServer, serve } from './hosting/serve.ts';
import type { Config } from './hosting/settings.ts';
import { startWebWorkers } from './hosting/web-workers.ts';
import type { Log } from './log.ts';

export { createLog } from './hosting/log.ts';
export { readConfig } from './hosting/read-config.ts';
export type { RunningServer } from './hosting/serve.ts';
export type { Config } from './hosting/settings.ts';

/** The part of Deno that is used. */
declare const Deno: {
  serve(
    options: { hostname: string; port: number; signal: AbortSignal; onListen(): void },
    fetch: (request: Request) => Response | Promise<Response>,
  ): { readonly addr: { readonly port: number }; shutdown(): Promise<void> };
};

/**
 * @example
 * const server = await startServer(readConfig({ data: 'photos' }, process.env), createLog('info'));
 *
 * @throws {LivePhotoError} what keeps it from starting, and the way out.
 */
export function startServer(config: Config, log: Log): Promise<RunningServer> {
  return serve(config, log, { startPool: startWebWorkers, startHttpServer });
}

const startHttpServer: StartHttpServer = async (options) => {
  const { host, port } = options;
  const fetch = (request: Request) => {
    // Asked for later, it would not tell of a client that has left by then. Even so it tells only of those with small bodies.
    void request.signal;
    return options.fetch(request);
  };
  const cutOff = new AbortController();
  let server: ReturnType<typeof Deno.serve>;
  try {
    server = Deno.serve({ hostname: host, port, signal: cutOff.signal, onListen() {} }, fetch);
  } catch (error) {
    throw cannotListen(options, error, (error as Error).name === 'AddrInUse');
  }
  return {
    url: urlOf(host, server.addr.port),
    async close(timeLimit) {
      const timer = setTimeout(() => cutOff.abort(), timeLimit);
      await server.shutdown();
      clearTimeout(timer);
    },
  };
};
