/** What a server asks of a runtime's HTTP. */
import { LivePhotoError } from '@livephoto/core';

/** What a request came on. */
export interface Connection {
  /** Ends it as it is: whoever reads an answer from it sees that there is more than came. */
  cutOff(): void;
}

export interface HttpServerOptions {
  fetch(request: Request, connection?: Connection): Response | Promise<Response>;
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** Milliseconds for a whole request to arrive. */
  readonly requestTimeout: number;
}

export interface HttpServer {
  readonly url: string;
  /** Takes no more requests, and waits for those under way; after `timeLimit` ms they are cut off. */
  close(timeLimit: number): Promise<void>;
}

/** @throws {LivePhotoError} when the port cannot be listened on. */
export type StartHttpServer = (options: HttpServerOptions) => Promise<HttpServer>;

export function urlOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** @param inUse whether another program has the port. */
export function cannotListen(
  { host, port }: HttpServerOptions,
  error: unknown,
  inUse: boolean,
): LivePhotoError {
  const { code, message } = error as { code?: string; message?: string };
  const reason = inUse
    ? 'another program does already: name another one with --port'
    : `${code ?? message}: name another one with --host and --port`;
  return new LivePhotoError('service_unavailable', `Cannot listen on ${host}:${port}, ${reason}`, {
    cause: error,
  });
}

/** Bytes of a refused body that are taken in, milliseconds that it may take to come, and that it may pause meanwhile. */
const drainLimits = { bytes: 24 * 1024 * 1024, time: 1000, pause: 250 };

/**
 * Takes in, for a moment, a body that nobody has read. A server that cuts the connection off instead leaves a caller who is
 * still sending without the answer; whoever waits for it pauses, and gets it.
 */
export async function drain(request: Request): Promise<void> {
  // Not even looked at where there is none: some runtimes make one to show it.
  if (request.method === 'GET' || request.method === 'HEAD') return;
  const { body } = request;
  if (!body || body.locked) return;
  const reader = body.getReader();
  const give = () => void reader.cancel().catch(() => {});
  const timer = setTimeout(give, drainLimits.time);
  let pause = setTimeout(give, drainLimits.pause);
  try {
    for (let left = drainLimits.bytes; left > 0; ) {
      const { done, value } = await reader.read();
      if (done) break;
      left -= value.length;
      clearTimeout(pause);
      pause = setTimeout(give, drainLimits.pause);
    }
  } catch {
    // It broke off: so will the answer.
  }
  clearTimeout(timer);
  clearTimeout(pause);
  give();
}
