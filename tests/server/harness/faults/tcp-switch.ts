/** Stands before a server on loopback, and lets connections through, hang or be refused. */
import { connect, createServer, type Socket } from 'node:net';

export type Passage = 'open' | 'hanging' | 'refused';

export interface TcpSwitch {
  readonly port: number;
  set(passage: Passage): void;
  close(): Promise<void>;
}

export async function startTcpSwitch(target: number): Promise<TcpSwitch> {
  let passage: Passage = 'open';
  const pairs = new Set<readonly [Socket, Socket]>();
  const server = createServer((near) => {
    near.on('error', () => {});
    if (passage === 'refused') {
      near.resetAndDestroy();
      return;
    }
    const far = connect(target, '127.0.0.1');
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const socket of pair) {
      socket.on('error', () => {});
      socket.on('close', () => {
        pairs.delete(pair);
        for (const other of pair) other.destroy();
      });
    }
    near.pipe(far).pipe(near);
    if (passage === 'hanging') for (const socket of pair) socket.pause();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    set(next) {
      passage = next;
      for (const pair of pairs) {
        for (const socket of pair) {
          if (next === 'refused') socket.resetAndDestroy();
          else if (next === 'hanging') socket.pause();
          else socket.resume();
        }
      }
    },
    async close() {
      for (const pair of pairs) for (const socket of pair) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
