/** A queue in this process's memory: for the embedded database, which is what outlives the process. */
import { type Topic, taskTopics, topics } from '../store/tasks.ts';
import type { JobQueue, Receiver } from './job-queue.ts';

/** Milliseconds after which a message is handed out again whose handling failed. */
const again = 1000;
/** More than a timer can wait. */
const longestDelay = 86_400;

interface Lane {
  readonly waiting: string[];
  readonly known: Set<string>;
  active: number;
}

/** Processes on one database each hear of what they send themselves; of the rest they hear when they look. */
export function createInProcessQueue(): JobQueue {
  const lanes = Object.fromEntries(
    topics.map((topic): [Topic, Lane] => [topic, { waiting: [], known: new Set(), active: 0 }]),
  ) as Record<Topic, Lane>;
  const timers = new Set<ReturnType<typeof setTimeout>>();
  const running = new Set<Promise<void>>();
  let receivers: Readonly<Record<Topic, Receiver>> | undefined;
  let closed = false;

  const later = (milliseconds: number, work: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      work();
    }, milliseconds);
    timers.add(timer);
  };

  const pump = (topic: Topic) => {
    const lane = lanes[topic];
    const receiver = receivers?.[topic];
    while (!closed && receiver && lane.active < receiver.concurrency) {
      const id = lane.waiting.shift();
      if (id === undefined) return;
      lane.known.delete(id);
      lane.active += 1;
      const work = receiver
        .handle(id)
        .catch(() => {
          if (!closed) later(again, () => put(topic, id));
        })
        .finally(() => {
          lane.active -= 1;
          running.delete(work);
          pump(topic);
        });
      running.add(work);
    }
  };

  const put = (topic: Topic, id: string) => {
    if (closed || lanes[topic].known.has(id)) return;
    lanes[topic].known.add(id);
    lanes[topic].waiting.push(id);
    pump(topic);
  };

  return {
    name: 'in-process',
    async send(messages) {
      for (const { id, kind, delay } of messages) {
        const topic = taskTopics[kind];
        if (delay > 0) later(Math.min(delay, longestDelay) * 1000, () => put(topic, id));
        else put(topic, id);
      }
    },
    async receive(given) {
      receivers = given;
      for (const topic of topics) pump(topic);
    },
    async close() {
      closed = true;
      for (const timer of timers) clearTimeout(timer);
      await Promise.all(running);
    },
  };
}
