/** What is asked of a fresh process or page that runs another package, and what it answers. */
import type { Sample } from '../speed/subject-protocol.ts';

export const nodePeers = ['human', 'face-api'] as const;
export type NodePeerName = (typeof nodePeers)[number];
export const pagePeers = ['mediapipe', 'tasks-vision', 'faceplugin'] as const;
export type PagePeerName = (typeof pagePeers)[number];

export interface PeerJob<Name> {
  readonly peer: Name;
  /** Files on the disk, or paths on the page's site. */
  readonly photos: readonly { readonly name: string; readonly file: string }[];
  readonly samples: number;
  readonly warmup: number;
}

export interface PeerAnswer {
  /** Milliseconds until the package was loaded, with its models. */
  readonly ready: number;
  /** By the photo's name. */
  readonly samples: Readonly<Record<string, readonly Sample[]>>;
  /** Faces that it saw, by the photo's name: a package that sees none did not do its work. */
  readonly faces: Readonly<Record<string, number>>;
  /** What draws for a page's WebGL, as the browser names it; undefined where nothing does, and outside pages. */
  readonly renderer?: string | undefined;
}

/** Another package, loaded: from the bytes of a photo to the number of faces. */
export interface LoadedPeer {
  /** Milliseconds of its stages, and `total`. */
  inspect(
    bytes: Uint8Array,
  ): Promise<{ readonly faces: number; readonly timings: Readonly<Record<string, number>> }>;
}
