/** What every queue must do, whoever runs it. */
import { afterEach, expect, it } from 'vitest';
import { type Topic, topics } from '../store/tasks.ts';
import type { JobQueue, Receiver } from './job-queue.ts';

/** A queue under test: two processes' ends of it, where it has that. */
export interface QueueEnds {
  readonly sender: JobQueue;
  readonly receiver: JobQueue;
}

const settleTime = 60_000;

/** @param oneLine whether topics wait for each other, as messages of one Cloudflare Queue do. */
export function testJobQueue(
  open: () => Promise<QueueEnds>,
  { oneLine = false }: { readonly oneLine?: boolean } = {},
): void {
  let ends: QueueEnds | undefined;
  afterEach(async () => {
    await ends?.receiver.close();
    if (ends && ends.sender !== ends.receiver) await ends.sender.close();
    ends = undefined;
  });
  const begin = async (handle: (topic: Topic, id: string) => Promise<void>, concurrency = 2) => {
    ends = await open();
    const receivers = Object.fromEntries(
      topics.map((topic): [Topic, Receiver] => [
        topic,
        { concurrency, handle: (id: string) => handle(topic, id) },
      ]),
    );
    await ends.receiver.receive(receivers as Record<Topic, Receiver>);
    return ends.sender;
  };
  const until = (what: () => boolean) => expect.poll(what, { timeout: settleTime, interval: 20 }).toBe(true);

  it('hands out every message, each under its topic', async () => {
    const seen: string[] = [];
    const queue = await begin(async (topic, id) => {
      seen.push(`${topic} ${id}`);
    });
    await queue.send([
      { id: 'a', kind: 'upload', delay: 0 },
      { id: 'b', kind: 'delivery', delay: 0 },
      { id: 'c', kind: 'part', delay: 0 },
      { id: 'd', kind: 'plan', delay: 0 },
    ]);
    await queue.send([]);
    await until(() => seen.length >= 4);
    expect([...new Set(seen)].sort()).toEqual(['deliveries b', 'jobs c', 'jobs d', 'uploads a']);
  });

  it('hands a message out again whose handling failed', { timeout: 90_000 }, async () => {
    let tries = 0;
    const queue = await begin(async () => {
      tries += 1;
      if (tries === 1) throw new Error('not yet');
    });
    await queue.send([{ id: 'again', kind: 'part', delay: 0 }]);
    await until(() => tries >= 2);
  });

  it('keeps a message back for as long as it is asked to', async () => {
    const seen: { id: string; at: number }[] = [];
    const queue = await begin(async (_, id) => {
      seen.push({ id, at: Date.now() });
    });
    const sent = Date.now();
    await queue.send([
      { id: 'late', kind: 'delivery', delay: 2 },
      { id: 'soon', kind: 'delivery', delay: 0 },
    ]);
    await until(() => seen.length >= 2);
    expect(seen.map(({ id }) => id)).toEqual(['soon', 'late']);
    // A clock of another process may be read a moment earlier.
    expect(seen[1]!.at - sent).toBeGreaterThan(1500);
  });

  it('handles no more at once than it was told, and lets no topic wait for another where it can', async () => {
    let active = 0;
    let most = 0;
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const done: string[] = [];
    const queue = await begin(async (topic, id) => {
      if (topic === 'jobs') {
        active += 1;
        most = Math.max(most, active);
        await gate;
        await new Promise((resolve) => setTimeout(resolve, 20));
        active -= 1;
      } else release();
      done.push(id);
    }, 2);
    if (oneLine) release();
    await queue.send(['1', '2', '3', '4'].map((id) => ({ id, kind: 'part', delay: 0 })));
    await queue.send([{ id: 'upload', kind: 'upload', delay: 0 }]);
    await until(() => new Set(done).size === 5);
    expect(most).toBeLessThanOrEqual(2);
  });
}
