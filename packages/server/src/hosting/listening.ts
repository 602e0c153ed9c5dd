/** What a server asks of a runtime's HTTP. */
import { LivePhotoError } from '@livephoto/core';

export interface HttpServerOptions {
  fetch(request: Request): Response | Promise<Response>;
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

/** Milliseconds that a refused body may take to come in. */
const drainLimit = 2000;

/**
 * Takes in, for a moment, a body that nobody has read. A runtime that cuts the connection off instead leaves a caller
 * who is still sending without the answer.
 */
export async function drain({ body, bodyUsed }: Request): Promise<void> {
  if (!body || bodyUsed || body.locked) return;
  const reader = body.getReader();
  const timer = setTimeout(() => reader.cancel().catch(() => {}), drainLimit);
  try {
    while (!(await reader.read()).done);
  } catch {
    // It broke off: so will the answer.
  }
  clearTimeout(timer);
}
