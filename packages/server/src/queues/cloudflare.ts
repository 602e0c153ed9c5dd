/** Cloudflare Queues: a Worker's binding to send with, and what its `queue` handler is handed. */
import { type Topic, taskTopics } from '../store/tasks.ts';
import type { JobQueue, Receiver } from './job-queue.ts';

/** What is used of the binding; any `Queue` is one. */
export interface QueueBinding {
  sendBatch(
    messages: readonly { readonly body: QueueBody; readonly delaySeconds?: number }[],
  ): Promise<unknown>;
}

export interface QueueBody {
  readonly topic: Topic;
  readonly id: string;
}

/** What is used of a message; any `Message` is one. */
export interface QueueDelivery {
  readonly body: QueueBody;
  ack(): void;
  retry(options?: { readonly delaySeconds?: number }): void;
}

export interface CloudflareQueue extends JobQueue {
  /**
   * For the Worker's `queue` handler. One that fails is handed out again.
   * @param beside is given what goes on when the batch is done with: `waitUntil`.
   */
  deliver(messages: readonly QueueDelivery[], beside: (work: Promise<void>) => void): Promise<void>;
}

/** As many as one call takes. */
const batchSize = 100;
/** Seconds, of the service; what is due later is heard of by the clock. */
const longestDelay = 43_200;
const retryDelay = 5;

export function createCloudflareQueue(binding: QueueBinding): CloudflareQueue {
  let receivers: Readonly<Record<Topic, Receiver>> | undefined;
  return {
    name: 'cloudflare',
    async send(messages) {
      for (let i = 0; i < messages.length; i += batchSize) {
        await binding.sendBatch(
          messages.slice(i, i + batchSize).map(({ id, kind, delay }) => ({
            body: { topic: taskTopics[kind], id },
            ...(delay > 0 ? { delaySeconds: Math.min(Math.ceil(delay), longestDelay) } : {}),
          })),
        );
      }
    },
    async receive(given) {
      receivers = given;
    },
    async deliver(messages, beside) {
      // One after the other: an isolate has one inspector.
      for (const message of messages) {
        try {
          const { topic, id } = message.body;
          const work = receivers?.[topic].handle(id);
          if (topic !== 'deliveries') await work;
          // No photo waits for somebody's server that takes its time. Whatever fails of it, the clock tells of again.
          else if (work) beside(work.catch(() => {}));
          message.ack();
        } catch {
          message.retry({ delaySeconds: retryDelay });
        }
      }
    },
    async close() {},
  };
}
