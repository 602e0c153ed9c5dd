/** The channel between a process and its child, as Comlink's adapter for Node wants it. */
import type { ChildProcess } from 'node:child_process';
import type { NodePort } from 'comlink/dist/esm/node-adapter.mjs';

export function processPort(side: NodeJS.Process | ChildProcess): NodePort {
  return {
    postMessage(message) {
      // Nobody listens any more once the other side was killed, which is what the tests are about.
      if (side.connected) side.send?.(message as object, undefined, undefined, () => {});
    },
    on: (_, listener) => side.on('message', listener as never),
    off: (_, listener) => side.off('message', listener as never),
  };
}
