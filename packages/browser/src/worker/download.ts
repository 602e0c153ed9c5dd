/** Downloads one file of known size and hash; one that is cut goes on where it stopped. */
import { LivePhotoError } from '@livephoto/core';
import type { AssetFile } from './asset-manifest.ts';
import { sha256 } from './sha256.ts';

export interface DownloadOptions {
  readonly url: string;
  readonly expected: AssetFile;
  /** Told how many bytes are here, each time some more are. */
  readonly onBytes?: ((loaded: number) => void) | undefined;
  /** Bytes that an earlier download got before it was cut. */
  readonly partial?: Uint8Array | undefined;
  /** Given the bytes so far when the download is given up, and from time to time: a page may close at any moment. */
  readonly keepPartial?: ((bytes: Uint8Array<ArrayBuffer>) => Promise<void>) | undefined;
  /** Milliseconds between two such times. */
  readonly keepEvery?: number | undefined;
  /** How the browser's own HTTP cache is used at first. */
  readonly httpCache?: RequestCache | undefined;
  /** Milliseconds to wait before each further try; a try that got bytes starts the row again. */
  readonly pauses?: readonly number[] | undefined;
  /** Milliseconds without a byte after which a connection counts as cut. */
  readonly stallLimit?: number | undefined;
}

const defaultPauses = [500, 2000, 5000];
const defaultStallLimit = 30_000;
const defaultKeepEvery = 5000;

/**
 * @throws {LivePhotoError} `model_missing` when the file is not there or the connection stays away; `model_invalid` when
 *   what comes is another file.
 */
export async function download(options: DownloadOptions): Promise<Uint8Array<ArrayBuffer>> {
  const { url, expected, pauses = defaultPauses } = options;
  const transfer = new Transfer(options);
  let tries = 0;
  let httpCache = options.httpCache ?? 'default';
  for (;;) {
    const before = transfer.loaded;
    try {
      await transfer.attempt(httpCache);
      if ((await sha256(transfer.bytes)) === expected.sha256) return transfer.bytes;
      throw new OtherFile();
    } catch (cause) {
      if (cause instanceof LivePhotoError) throw cause;
      if (cause instanceof OtherFile) {
        if (httpCache === 'reload') throw notTheFile(url);
        // A stale copy in a cache on the way, or halves of two versions: once more, whole and from the server itself.
        httpCache = 'reload';
        transfer.restart();
        continue;
      }
      if (transfer.loaded > before) tries = 0;
      const pause = pauses[tries];
      if (pause === undefined) {
        await transfer.keep();
        throw new LivePhotoError(
          'model_missing',
          `The download of ${url} was cut at ${transfer.loaded} of ${expected.size} bytes: check the connection and try again`,
          { cause },
        );
      }
      tries += 1;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/** What comes is not what the manifest describes. */
class OtherFile extends Error {}

/** The bytes so far, and one way to get more. */
class Transfer {
  readonly bytes: Uint8Array<ArrayBuffer>;
  loaded = 0;
  readonly #options: DownloadOptions;
  #kept = performance.now();

  constructor(options: DownloadOptions) {
    this.#options = options;
    this.bytes = new Uint8Array(options.expected.size);
    const { partial } = options;
    if (partial && partial.length <= this.bytes.length) {
      this.bytes.set(partial);
      this.loaded = partial.length;
    }
  }

  restart(): void {
    this.loaded = 0;
    this.#options.onBytes?.(0);
  }

  async keep(): Promise<void> {
    this.#kept = performance.now();
    if (this.loaded > 0) await this.#options.keepPartial?.(this.bytes.slice(0, this.loaded));
  }

  /** Returns when all bytes are here; throws what cut it, a `LivePhotoError` where trying again is useless. */
  async attempt(cache: RequestCache): Promise<void> {
    if (this.loaded === this.bytes.length) return;
    const { url, stallLimit = defaultStallLimit, keepEvery = defaultKeepEvery } = this.#options;
    const stalled = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const watch = () => {
      clearTimeout(timer);
      timer = setTimeout(() => stalled.abort(new Error(`No byte for ${stallLimit} ms`)), stallLimit);
    };
    watch();
    try {
      // With a range the browser asks for the file uncompressed, so that positions count its own bytes.
      const headers: HeadersInit = this.loaded > 0 ? { Range: `bytes=${this.loaded}-` } : {};
      const response = await fetch(url, { headers, cache, signal: stalled.signal });
      try {
        this.#accept(response);
      } catch (refusal) {
        await response.body?.cancel();
        throw refusal;
      }
      const reader = response.body!.getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        watch();
        if (this.loaded + value.length > this.bytes.length) {
          await reader.cancel();
          throw new OtherFile();
        }
        this.bytes.set(value, this.loaded);
        this.loaded += value.length;
        this.#options.onBytes?.(this.loaded);
        if (performance.now() - this.#kept > keepEvery) await this.keep();
      }
    } finally {
      clearTimeout(timer);
    }
    if (this.loaded < this.bytes.length) throw new Error('The answer ended early');
  }

  #expectedRange(): string {
    return `bytes ${this.loaded}-${this.bytes.length - 1}/${this.bytes.length}`;
  }

  /** Throws for an answer that is of no use. */
  #accept(response: Response): void {
    const { url } = this.#options;
    const { headers } = response;
    if (response.status === 206) {
      if (headers.get('Content-Range') === this.#expectedRange()) return;
      throw new OtherFile();
    }
    if (response.ok) {
      // Servers that answer every path with their page hide what is missing.
      const page = headers.get('Content-Type')?.includes('text/html');
      const size = headers.has('Content-Encoding') ? null : headers.get('Content-Length');
      if (page || (size !== null && Number(size) !== this.bytes.length)) throw new OtherFile();
      if (this.loaded > 0) this.restart();
      return;
    }
    if (response.status === 416) throw new OtherFile();
    const answer = `${url} answered ${response.status} ${response.statusText}`.trimEnd();
    const passing = response.status >= 500 || response.status === 408 || response.status === 429;
    if (passing) throw new Error(answer);
    throw new LivePhotoError(
      'model_missing',
      `${answer}: copy the assets there with 'livephoto-browser-assets'`,
    );
  }
}

function notTheFile(url: string): LivePhotoError {
  return new LivePhotoError(
    'model_invalid',
    `${url} is not the file that its manifest describes: copy the assets again with 'livephoto-browser-assets'`,
  );
}
