/** Bun's entry: the same API over the same stores, with Bun's own HTTP and Web Workers. */
import { cannotListen, drain, type StartHttpServer, urlOf } from './hosting/listening.ts';
import { type RunningServer, serve } from './hosting/serve.ts';
import type { Config } from './hosting/settings.ts';
import { startWebWorkers } from './hosting/web-workers.ts';
import type { Log } from './log.ts';

export { createLog } from './hosting/log.ts';
export { readConfig } from './hosting/read-config.ts';
export type { RunningServer } from './hosting/serve.ts';
export type { Config } from './hosting/settings.ts';

/** The parts of Bun that are used. Time limits are seconds without a byte, 0 is none. */
interface BunServer {
  readonly port: number;
  timeout(request: Request, seconds: number): void;
  stop(cutOff?: boolean): Promise<void>;
}
declare const Bun: {
  serve(options: {
    fetch(request: Request, server: BunServer): Promise<Response>;
    hostname: string;
    port: number;
    idleTimeout: number;
  }): BunServer;
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
  const fetch = async (request: Request, server: BunServer) => {
    // From here on the API has limits, and a caller who waits for the answer sends nothing.
    server.timeout(request, 0);
    const response = await options.fetch(request);
    await drain(request);
    return response;
  };
  const idleTimeout = Math.min(255, Math.ceil(options.requestTimeout / 1000));
  let server: BunServer;
  try {
    server = Bun.serve({ fetch, hostname: host, port, idleTimeout });
  } catch (error) {
    throw cannotListen(options, error, (error as { code?: string }).code === 'EADDRINUSE');
  }
  return {
    url: urlOf(host, server.port),
    async close(timeLimit) {
      const timer = setTimeout(() => server.stop(true), timeLimit);
      await server.stop().finally(() => clearTimeout(timer));
    },
  };
};
