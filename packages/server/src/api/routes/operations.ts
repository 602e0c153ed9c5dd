/** For those who run the server: is it alive, is it ready, what does it count. Only the first is for everybody. */
import { LivePhotoError } from '@livephoto/core';
import type { Services } from '../context.ts';
import { type Endpoint, endpoint } from '../endpoint.ts';
import { statusSchema } from '../schemas.ts';

/** Milliseconds after which a store that does not answer counts as away. */
const readyTime = 1500;

const tag = 'Operations';

export type OperationServices = Pick<Services, 'store' | 'blobs' | 'ready' | 'metrics' | 'log'>;

export function healthEndpoints(): Endpoint[] {
  return [
    endpoint({
      method: 'GET',
      path: '/healthz',
      tag,
      summary: 'Is the process alive?',
      access: 'open',
      answers: { 200: { description: 'Alive', schema: statusSchema } },
      handle: ({ c }) => c.json({ status: 'ok' }),
    }),
  ];
}

/** @param open whether they answer without a key: where only operators can reach them. */
export function operationEndpoints(services: OperationServices, open: boolean): Endpoint[] {
  const { metrics } = services;
  return [
    endpoint({
      method: 'GET',
      path: '/readyz',
      tag,
      summary: 'Will uploads work? Models loaded, stores reached',
      access: open ? 'open' : 'admin',
      // With a key, that is looked up in a store as well.
      storeWait: readyTime,
      answers: { 200: { description: 'Ready', schema: statusSchema } },
      async handle({ c }) {
        let timer: ReturnType<typeof setTimeout> | undefined;
        const late = new Promise<never>((_, reject) => {
          timer = setTimeout(() => reject(new Error('A store does not answer')), readyTime);
        });
        try {
          const checks = [services.store.check(), services.blobs.check(), services.ready?.()];
          await Promise.race([Promise.all(checks), late]);
        } catch (error) {
          services.log.warn({ requestId: c.get('requestId'), err: error }, 'not ready');
          throw new LivePhotoError('service_unavailable', 'Not ready: the log says why', { cause: error });
        } finally {
          clearTimeout(timer);
        }
        return c.json({ status: 'ready' });
      },
    }),
    ...(metrics
      ? [
          endpoint({
            method: 'GET',
            path: '/metrics',
            tag,
            summary: 'Counters in the format of Prometheus',
            access: open ? 'open' : 'admin',
            answers: {
              200: {
                description: 'Metrics',
                media: ['text/plain'],
                example: 'livephoto_uploads_total{outcome="accepted"} 3\n',
              },
            },
            async handle({ c }) {
              const { contentType, text } = await metrics.render();
              return c.body(text, 200, { 'Content-Type': contentType });
            },
          }),
        ]
      : []),
  ];
}
