/** What the element is to its session: the options, the video, and who hears of what happens. */
import type { PolicyLike } from '@livephoto/core';
import type { BrowserInspector, BrowserInspectorOptions } from '../create-inspector.ts';
import type { Emit } from './events.ts';
import type { LiveFrame } from './live-frames.ts';
import type { TokenProvider } from './upload.ts';

/** What the page asks for; read whenever it is needed. */
export interface CaptureOptions extends Pick<BrowserInspectorOptions, 'assets' | 'backend'> {
  readonly policy: PolicyLike | undefined;
  readonly performLivenessCheck: boolean;
  /** Whether the picture is taken by itself. */
  readonly auto: boolean;
  readonly api: string | undefined;
  /** Token of a capture session, which then says what is asked for. */
  readonly session: string | undefined;
  readonly clientId: string | undefined;
  readonly token: string | undefined;
  readonly tokenProvider: TokenProvider | undefined;
  /** The page's own, which is then not disposed. */
  readonly inspector: BrowserInspector | undefined;
}

export interface SessionHost {
  readonly video: HTMLVideoElement;
  options(): CaptureOptions;
  /** Width over height of what is shown of the camera's frames; undefined when all of them is. */
  shownRatio(): number | undefined;
  emit: Emit;
  /** The state has changed. */
  changed(): void;
  /** What a turn asks for now. */
  turned(): void;
  /** The advice shown has changed. */
  advise(frame: LiveFrame, code: LiveFrame['advice'][0]): void;
}
