/** Holds the element's inspector: made when it is first needed, once, and given back at the end. */
import type { LivePhotoError } from '@livephoto/core';
import { type BrowserInspector, createInspector } from '../create-inspector.ts';
import type { LoadProgress } from '../protocol.ts';
import { CaptureError, type CaptureErrorCode } from './capture-error.ts';
import type { CaptureOptions } from './session-host.ts';

export class InspectorSlot {
  readonly #options: () => CaptureOptions;
  readonly #onProgress: (progress: LoadProgress) => void;
  #own: { readonly inspector: Promise<BrowserInspector>; readonly start: AbortController } | undefined;

  constructor(options: () => CaptureOptions, onProgress: (progress: LoadProgress) => void) {
    this.#options = options;
    this.#onProgress = onProgress;
  }

  /** The page's own inspector, or one that is made here. A start that failed is tried anew by the next call. */
  get(): Promise<BrowserInspector> {
    const { inspector, assets, backend, policy } = this.#options();
    if (inspector) return Promise.resolve(inspector);
    if (this.#own) return this.#own.inspector;
    const start = new AbortController();
    const making = createInspector({
      policy,
      assets,
      backend,
      signal: start.signal,
      onProgress: (progress) => {
        if (!start.signal.aborted) this.#onProgress(progress);
      },
    });
    const own = { inspector: making, start };
    this.#own = own;
    making.catch(() => {
      if (this.#own === own) this.#own = undefined;
    });
    return making;
  }

  async release(): Promise<void> {
    const own = this.#own;
    this.#own = undefined;
    if (!own) return;
    own.start.abort();
    const inspector = await own.inspector.catch(() => undefined);
    await inspector?.dispose();
  }
}

/** An inspector's error, for the person. */
export function inspectorError(error: unknown): CaptureError {
  return CaptureError.from(error, codeOf(error));
}

function codeOf(error: unknown): CaptureErrorCode {
  if (!isLivePhotoError(error)) return 'inspector_failed';
  if (error.type === 'unsupported_runtime') return 'browser_unsupported';
  const isPhoto = error.type === 'image_unreadable' || error.param === 'data';
  return isPhoto ? 'photo_unreadable' : 'inspector_failed';
}

/** Not by its class: an inspector of the page's own may come from another bundle, with a class of its own. */
function isLivePhotoError(error: unknown): error is LivePhotoError {
  return error instanceof Error && error.name === 'LivePhotoError';
}
