/** One process that inspects photos with the product, for the pool. Its policy is its first argument. */
import { LivePhotoError, type PolicyName } from '@livephoto/core';
import { createNodeInspector } from '@livephoto/worker-runtime/node';
import { type FromWorker, type ObservedError, stableReport, type ToWorker } from './protocol.ts';

const send = (message: FromWorker) => process.send!(message);

function observed(error: unknown): ObservedError {
  if (error instanceof LivePhotoError) return { type: error.type, message: error.message };
  return { type: 'internal_server_error', message: error instanceof Error ? error.message : String(error) };
}

try {
  const inspector = await createNodeInspector({ policy: process.argv[2] as PolicyName });
  process.on('message', async ({ id, bytes, performLivenessCheck }: ToWorker) => {
    const observation = await inspector.inspect(bytes, { performLivenessCheck }).then(
      (report) => ({ report: stableReport(report) }),
      (error: unknown) => ({ error: observed(error) }),
    );
    send({ kind: 'done', id, observation });
  });
  // The parent stops its workers itself once what they finished is on disk.
  process.on('SIGINT', () => {});
  send({ kind: 'ready' });
} catch (error) {
  send({ kind: 'unusable', error: observed(error) });
  process.disconnect();
}
