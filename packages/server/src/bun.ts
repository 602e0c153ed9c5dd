/** Bun's entry: the same API over the same stores, with Bun's own HTTP and Web Workers. */
import { cannotListen, drain, type StartHttpServer, urlOf } from './listening.ts';
import type { Log } from './log.ts';
import type { Config } from './node/settings.ts';
import { type RunningServer, serve } from './serve.ts';
import { startWebWorkers } from './web-workers.ts';

export type { Log } from './log.ts';
export { createLog } from './node/log.ts';
export { type Config, readConfig } from './node/settings.ts';
export type { RunningServer } from './serve.ts';

/** The part of Bun that is used. */
declare const Bun: {
  serve(options: {
    fetch(request: Request): Response | Promise<Response>;
    hostname: string;
    port: number;
    /** Seconds without a byte. */
    idleTimeout: number;
  }): {
    readonly port: number;
    /** Waits for what is under way unless it is told to cut it off. */
    stop(cutOff?: boolean): Promise<void>;
  };
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
  const { host, port, requestTimeout } = options;
  const fetch = async (request: Request) => {
    const response = await options.fetch(request);
    await drain(request);
    return response;
  };
  const idleTimeout = Math.min(255, Math.ceil(requestTimeout / 1000));
  let server: ReturnType<typeof Bun.serve>;
  try {
    server = Bun.serve({ fetch, hostname: host, port, idleTimeout });
  } catch (error) {
    throw cannotListen(options, error, (error as { code?: string }).code === 'EADDRINUSE');
  }
  return {
    url: urlOf(host, server.port),
    async close(timeLimit) {
      const timer = setTimeout(() => server.stop(true), timeLimit);
      await server.stop();
      clearTimeout(timer);
    },
  };
};
