/** What is asked of a fresh page that runs the product, and what it answers. */
import type { Sample } from './subject-protocol.ts';

export const pageBackends = ['browser-wasm', 'browser-threads', 'browser-webgpu'] as const;
export type PageBackend = (typeof pageBackends)[number];

export interface PageJob {
  readonly backend: PageBackend;
  /** Paths on the page's site. */
  readonly photos: readonly { readonly name: string; readonly path: string }[];
  readonly samples: number;
  readonly warmup: number;
}

export interface PageAnswer {
  /** Milliseconds since the page began to load models. */
  readonly ready: number;
  readonly firstReport: number;
  /** By the photo's name. */
  readonly samples: Readonly<Record<string, readonly Sample[]>>;
  /** How many threads, or which adapter. */
  readonly detail: string;
}

/** Whether an adapter of this description computes on the processor: the page's answer then shows that it works, not how fast. */
export function isSoftware(detail: string): boolean {
  return /swiftshader|llvmpipe|basic render/i.test(detail);
}
