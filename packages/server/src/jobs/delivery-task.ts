/** Delivers a webhook: signed, again after a while when it fails, and dead in the end. */
import type { Clock } from '@livephoto/core';
import { webhookHeaders } from '../keys/webhook-signature.ts';
import type { WorkStore } from '../store/work-store.ts';
import type { TaskHandler } from './task-runner.ts';
import { deliveryDelays, deliveryJitter, deliveryTime } from './tuning.ts';

export interface WebhookRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

/**
 * Posts it, and follows no redirect.
 * @returns the HTTP status of the answer.
 * @throws with a message for whoever set the webhook up: that nothing was reached, or that it may not be.
 */
export type SendWebhook = (request: WebhookRequest) => Promise<number>;

export function deliveryHandler(options: {
  readonly store: WorkStore;
  readonly send: SendWebhook;
  readonly clock: Clock;
  /** From 0 to 1. @default Math.random */
  readonly random?: () => number;
}): TaskHandler {
  const { store, send, clock, random = Math.random } = options;
  const at = (milliseconds: number) => new Date(clock() + milliseconds).toISOString();
  return {
    async run(task, signal) {
      const found = await store.openDelivery(task.subject);
      if (found?.delivery.state !== 'pending') return store.finishTask(task);
      const { delivery, endpoint, secret } = found;
      if (!endpoint.enabled) {
        const problem = 'The endpoint was disabled';
        return store.endDelivery(task, { state: 'dead', status: null, problem, nextAt: null }, at(0));
      }
      const signed = await webhookHeaders(
        secret,
        delivery.eventId,
        Math.floor(clock() / 1000),
        delivery.body,
      );
      let status: number | null = null;
      let problem: string | null = null;
      try {
        status = await send({
          url: endpoint.url,
          headers: { ...signed, 'content-type': 'application/json', 'user-agent': 'livephoto-webhooks/1' },
          body: delivery.body,
          signal: AbortSignal.any([signal, AbortSignal.timeout(deliveryTime)]),
        });
        if (status < 200 || status >= 300) problem = `The receiver answered ${status}`;
      } catch (error) {
        signal.throwIfAborted();
        problem = (error as Error).name === 'TimeoutError' ? timedOut : String((error as Error).message);
      }
      if (problem === null) {
        return store.endDelivery(task, { state: 'delivered', status, problem, nextAt: null }, at(0));
      }
      const delay = deliveryDelays[delivery.attempts];
      // 410 is how a receiver says that it wants nothing any more.
      if (status === 410 || delay === undefined) {
        const disable = status === 410;
        return store.endDelivery(task, { state: 'dead', status, problem, nextAt: null, disable }, at(0));
      }
      const nextAt = at(delay * 1000 * (1 + deliveryJitter * random()));
      await store.endDelivery(task, { state: 'pending', status, problem, nextAt }, at(0));
    },

    async giveUp(task) {
      const problem = 'The server could not send it: its log says why';
      await store.endDelivery(task, { state: 'dead', status: null, problem, nextAt: null }, at(0));
    },
  };
}

const timedOut = `The receiver did not answer within ${deliveryTime / 1000} s`;
