/** A server on Node: inspections in worker threads, Node's own HTTP. */
import { createNodeInspectorPool } from '@livephoto/worker-runtime/node-pool';
import { poolOptions, type RunningServer, type ServerHost, serve } from '../hosting/serve.ts';
import type { Config } from '../hosting/settings.ts';
import type { Log } from '../log.ts';
import { startHttpServer } from './http-server.ts';

/**
 * @example
 * const server = await startServer(readConfig({ data: 'photos' }, process.env), createLog('info'));
 *
 * @param startPool worker threads when left out.
 * @throws {LivePhotoError} what keeps it from starting, and the way out.
 */
export function startServer(
  config: Config,
  log: Log,
  startPool: ServerHost['startPool'] = startWorkerThreads,
): Promise<RunningServer> {
  return serve(config, log, { startPool, startHttpServer, httpTimesOut: true });
}

const startWorkerThreads: ServerHost['startPool'] = (config, log) =>
  createNodeInspectorPool({ ...poolOptions(config, log), backend: config.backend });
