/** `--ndjson`, from the options of a command line to an inspector and back. */

import { LivePhotoError, type PolicyLike } from '@livephoto/core';
import type { NodeBackend } from '@livephoto/worker-runtime/node';
import type { ExitCode } from '../exit-code.ts';
import { fetchPhoto, isAddress } from '../inputs/fetch-photo.ts';
import { readPhoto } from '../inputs/read-photo.ts';
import type { Terminal } from '../terminal.ts';
import { inspectLines } from './inspect-lines.ts';

interface Options {
  readonly backend: NodeBackend;
  readonly liveness: boolean;
  readonly annotate?: string;
  readonly shard?: object;
  readonly csv?: true;
  readonly summary?: true;
  readonly report?: string;
  readonly resume?: string;
}

/** One is inspected while the next is read. */
const atOnce = 2;

/** @throws {LivePhotoError} `invalid_request` for what does not go together with lines. */
export async function inspectStandardInput(
  paths: readonly string[],
  options: Options,
  policy: PolicyLike,
  terminal: Terminal,
): Promise<ExitCode> {
  const others = ['annotate', 'shard', 'csv', 'summary', 'report', 'resume'] as const;
  const other = others.find((name) => options[name] !== undefined);
  const besides = paths.length > 0 ? 'files' : other && `--${other}`;
  if (besides) {
    throw new LivePhotoError(
      'invalid_request',
      `--ndjson takes its photos from standard input alone: leave ${besides} out`,
    );
  }
  const { createNodeInspector } = await import('@livephoto/worker-runtime/node');
  const inspector = await createNodeInspector({ backend: options.backend, policy });
  try {
    return await inspectLines({
      terminal,
      maxBytes: inspector.policy.image.maxBytes,
      atOnce,
      readers: {
        path: (path, maxBytes) => readPhoto({ kind: 'file', name: path, path }, terminal.stdin, maxBytes),
        url: fetchWeb,
      },
      inspect: (bytes, signal) =>
        inspector.inspect(bytes, { performLivenessCheck: options.liveness, signal }),
    });
  } finally {
    await inspector.dispose();
  }
}

async function fetchWeb(url: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  if (isAddress(url)) return fetchPhoto(url, maxBytes, signal);
  throw new LivePhotoError('invalid_request', 'url: must be http, https or s3', { param: 'url' });
}
