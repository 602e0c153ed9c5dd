import { expect, it } from 'vitest';
import { createInProcessQueue } from './in-process.ts';
import { testJobQueue } from './job-queue.contract.ts';

testJobQueue(async () => {
  const queue = createInProcessQueue();
  return { sender: queue, receiver: queue };
});

it('waits, when it is closed, for what is being handled, and hands out nothing more', async () => {
  const queue = createInProcessQueue();
  const handled: string[] = [];
  let finish = () => {};
  const receiver = {
    concurrency: 1,
    async handle(id: string) {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      handled.push(id);
    },
  };
  await queue.receive({ uploads: receiver, deliveries: receiver, jobs: receiver });
  await queue.send([
    { id: 'first', kind: 'part', delay: 0 },
    { id: 'second', kind: 'part', delay: 0 },
    { id: 'third', kind: 'part', delay: 5 },
  ]);
  const closed = queue.close();
  expect(handled).toEqual([]);
  finish();
  await closed;
  expect(handled).toEqual(['first']);
});
