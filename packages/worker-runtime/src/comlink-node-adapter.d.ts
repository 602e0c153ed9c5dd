/** Comlink ships its adapter for Node without types at the place that Node imports it from. */
declare module 'comlink/dist/esm/node-adapter.mjs' {
  import type { Endpoint } from 'comlink';

  /** A worker, a port of one, or whatever else has these. */
  export interface NodePort {
    // biome-ignore lint/suspicious/noExplicitAny: Node's own listeners take any message.
    postMessage(message: any, transfer?: any): void;
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    on(event: 'message', listener: (message: any) => void): unknown;
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    off(event: 'message', listener: (message: any) => void): unknown;
  }

  export default function nodeEndpoint(port: NodePort): Endpoint;
}
