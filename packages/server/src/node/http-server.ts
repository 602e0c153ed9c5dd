/** A Node HTTP server for any fetch handler: time limits, answers to what is no HTTP, and an orderly end. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { getRequestListener, type HttpBindings, RequestError } from '@hono/node-server';
import { cannotListen, drain, type StartHttpServer, urlOf } from '../hosting/listening.ts';

/**
 * Milliseconds that a connection may idle: longer than proxies keep theirs (nginx and AWS a minute, Caddy two), so that the end is
 * theirs to choose. Whoever sends on a connection that is being closed gets no answer.
 */
const idleTime = 125_000;

/** Milliseconds in which nothing is taken from a caller who still sends though the answer is out: time to see it. */
const readingTime = 250;

/** @throws {LivePhotoError} when the port cannot be listened on. */
export const startHttpServer: StartHttpServer = async (options) => {
  let closing = false;
  const answer = getRequestListener(
    async (request, bindings) => {
      const { incoming, outgoing } = bindings as HttpBindings;
      const response = closing
        ? shuttingDown()
        : await options.fetch(request, { cutOff: () => void outgoing.destroy() });
      if (!closing && outgoing.shouldKeepAlive && incoming.readableDidRead && !incoming.complete) {
        // Refused for what has come so far: answered at once. Whoever reads it stops sending; the others go on after a pause.
        outgoing.once('finish', () => setTimeout(() => void drain(request), readingTime));
        return response;
      }
      // Cut off while it still sends, a caller never reads why it was refused.
      await drain(request);
      // A connection that is kept open would bring more requests.
      if (closing) response.headers.set('Connection', 'close');
      return response;
    },
    { overrideGlobalObjects: false, errorHandler: answerOddRequest },
  );
  const server = createServer(
    {
      requestTimeout: options.requestTimeout,
      headersTimeout: Math.min(options.requestTimeout, 15_000),
      connectionsCheckingInterval: Math.min(1000, options.requestTimeout / 4),
      keepAliveTimeout: idleTime,
      // One without is answered as any other that is none of ours.
      requireHostHeader: false,
    },
    answer,
  );
  server.on('clientError', answerClientError);
  server.on('checkExpectation', refuseExpectation);
  server.on('connect', refuseTunnel);

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(cannotListen(options, error, error.code === 'EADDRINUSE')),
    );
    server.listen(options.port, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo;

  return {
    url: urlOf(options.host, port),
    async close(timeLimit) {
      closing = true;
      const timer = setTimeout(() => server.closeAllConnections(), timeLimit);
      await new Promise((resolve) => {
        server.close(resolve);
      });
      clearTimeout(timer);
    },
  };
};

function shuttingDown(): Response {
  const body = { type: 'service_unavailable', message: 'The server is shutting down' };
  return Response.json(body, { status: 503, headers: { 'Retry-After': '1' } });
}

/** What is HTTP, and has a target or a host that no URL can be made of. */
function answerOddRequest(error: unknown): Response {
  if (!(error instanceof RequestError)) {
    return Response.json({ type: 'internal_server_error', message: 'Something went wrong' }, { status: 500 });
  }
  const body = { type: 'invalid_request', message: `The request is not valid HTTP: ${error.message}` };
  return Response.json(body, { status: 400, headers: { Connection: 'close' } });
}

function refuseExpectation(_: IncomingMessage, response: ServerResponse): void {
  const message = "Of 'Expect' only 100-continue is possible";
  const body = JSON.stringify({ type: 'invalid_request', message });
  response.writeHead(417, { Connection: 'close', 'Content-Type': 'application/json' }).end(body);
}

function refuseTunnel(_: IncomingMessage, socket: Duplex): void {
  socket.on('error', () => {});
  answerOnSocket(socket, '405 Method Not Allowed', 'method_not_allowed', 'CONNECT is not possible here');
}

const protocolErrors: Readonly<Record<string, readonly [status: string, message: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request took too long to arrive'],
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'The request headers are too large'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: ['413 Payload Too Large', 'The chunk extensions are too large'],
};

/** What fails before it is a request still gets an answer of the documented shape. */
function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  const answering = (socket as Duplex & { _httpMessage?: ServerResponse })._httpMessage;
  if (!socket.writable || error.code === 'ECONNRESET' || answering?.headersSent) {
    socket.destroy(error);
    return;
  }
  const [status, message] = protocolErrors[error.code ?? ''] ?? [
    '400 Bad Request',
    'The request is not valid HTTP',
  ];
  answerOnSocket(socket, status, 'invalid_request', message);
}

/** Where there is no response to write to. */
function answerOnSocket(socket: Duplex, status: string, type: string, message: string): void {
  const body = JSON.stringify({ type, message });
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
