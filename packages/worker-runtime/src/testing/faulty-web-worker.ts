/** The real Web Worker, which fails when a photo says so. */
import { prepareFaults } from './faults.ts';
import '../web-worker.ts';

// Bun's workers have no close().
const onMessage = prepareFaults(() => ('close' in globalThis ? globalThis.close() : process.exit()));

// In front of Comlink's listener and not beside it: in Bun a port's first listener gets what came before the second.
const { addEventListener } = MessagePort.prototype;
MessagePort.prototype.addEventListener = function (
  this: MessagePort,
  type: string,
  listener: EventListenerOrEventListenerObject,
  options?: boolean | AddEventListenerOptions,
) {
  const watched = (event: Event) => {
    if (!onMessage((event as MessageEvent).data)) return;
    if (typeof listener === 'function') listener.call(this, event);
    else listener.handleEvent(event);
  };
  addEventListener.call(this, type, watched, options);
};
