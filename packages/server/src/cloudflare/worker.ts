/** The handlers of a Worker: requests, the clock, and its queue. */
import { LivePhotoError } from '@livephoto/core';
import { drain } from '../hosting/listening.ts';
import type { QueueDelivery } from '../queues/cloudflare.ts';
import { readEnvironment } from './environment.ts';
import { keepHouse } from './housekeeping.ts';
import { createConsoleLog } from './log.ts';
import { createService, type InspectorParts, type Service } from './service.ts';

/** What is used of the context that Workers hand to a handler. */
export interface WorkerContext {
  waitUntil(promise: Promise<unknown>): void;
}

export interface CloudflareWorker {
  fetch(request: Request, env: Readonly<Record<string, unknown>>, context: WorkerContext): Promise<Response>;
  scheduled(
    event: { readonly cron: string },
    env: Readonly<Record<string, unknown>>,
    context: WorkerContext,
  ): Promise<void>;
  queue(
    batch: { readonly messages: readonly QueueDelivery[] },
    env: Readonly<Record<string, unknown>>,
    context: WorkerContext,
  ): Promise<void>;
}

export interface WorkerOptions extends InspectorParts {
  /** Whether models were uploaded with the Worker. */
  readonly modelsAreBundled: boolean;
}

/** Nothing is done before the first request: the time that a Worker may take to start is short. */
export function createCloudflareWorker(options: WorkerOptions): CloudflareWorker {
  let service: Service | undefined;
  const open = (env: Readonly<Record<string, unknown>>): Service => {
    service ??= createService(readEnvironment(env, options.modelsAreBundled), options);
    return service;
  };

  const answer = async (request: Request, env: Readonly<Record<string, unknown>>): Promise<Response> => {
    try {
      const response = await open(env).app.fetch(request);
      await drain(request);
      return response;
    } catch (error) {
      return notSetUp(error);
    }
  };

  return {
    fetch(request, env, context) {
      const response = answer(request, env);
      // Goes on when the caller leaves: the inspection hears of it and stops, an upload that is being stored is finished.
      context.waitUntil(response.catch(() => {}));
      return response;
    },
    async scheduled({ cron }, env) {
      await keepHouse(open(env), cron);
    },
    async queue({ messages }, env, context) {
      const { background } = open(env);
      if (!background) return;
      const { queue, runner } = background;
      // What the tasks led to: parts of a job, webhooks and their next tries.
      await queue.deliver(messages, (delivery) => context.waitUntil(delivery.then(() => runner.tell())));
      await runner.tell();
    },
  };
}

function notSetUp(error: unknown): Response {
  const log = createConsoleLog('error');
  log.error({ err: error }, 'request failed');
  const known = error instanceof LivePhotoError;
  const body = known
    ? error.toJSON()
    : {
        type: 'internal_server_error',
        message: 'Something went wrong on our side; the request may be repeated',
      };
  return Response.json(body, { status: known ? error.status : 500 });
}
