/** The real Web Worker, which fails when a photo says so. */
import type { StartMessage } from '../web/serve-inspector.ts';
import { prepareFaults } from './faults.ts';
import '../web-worker.ts';

const onMessage = prepareFaults(() => globalThis.close());
globalThis.addEventListener('message', ({ data }: MessageEvent<StartMessage<unknown>>) => {
  data.port.addEventListener('message', (event) => onMessage(event.data));
});
