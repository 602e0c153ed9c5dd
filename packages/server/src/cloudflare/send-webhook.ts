/** Posts webhooks from a Worker: its `fetch` reaches the public internet alone, whatever a name resolves to. */
import type { SendWebhook } from '../jobs/delivery-task.ts';

export const sendWebhook: SendWebhook = async ({ url, headers, body, signal }) => {
  const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' }).catch(
    (error: unknown) => {
      throw signal.aborted ? signal.reason : new Error('The receiver was not reached', { cause: error });
    },
  );
  await response.body?.cancel();
  return response.status;
};
