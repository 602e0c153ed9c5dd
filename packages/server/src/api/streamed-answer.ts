/** Answers that are written as they are read, and what becomes of one that breaks off: a line in the log, and no whole answer. */
import type { Context } from 'hono';
import type { Log } from '../log.ts';
import type { ApiEnv } from './context.ts';

/** A body of these chunks. Its caller sees that it is not whole: the connection ends before it does. */
export function streamedBody(
  c: Context<ApiEnv>,
  log: Log,
  chunks: AsyncGenerator<Uint8Array>,
): ReadableStream<Uint8Array> {
  let hasLeft = false;
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await chunks.next();
        if (hasLeft) return;
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        if (hasLeft) return;
        log.error({ requestId: c.get('requestId'), err: error }, 'an answer broke off');
        const { cutOff } = c.env ?? {};
        // What is thrown here some HTTP servers print, in words of their own and with what it holds.
        if (!cutOff) throw new Error('The answer broke off');
        cutOff();
        controller.close();
      }
    },
    async cancel() {
      hasLeft = true;
      await chunks.return(undefined);
    },
  });
}
