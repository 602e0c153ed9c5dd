/** A capture session on a page that is none: its inspector says what a test wants, and what it tells is written down. */
import type { TrackedFace } from '@livephoto/core';
import { expect } from 'vitest';
import { CaptureSession } from '../capture/capture-session.ts';
import { ovalIn } from '../capture/guidance.ts';
import type { CaptureOptions } from '../capture/session-host.ts';
import type { BrowserInspector } from '../create-inspector.ts';
import type { PhotoReport } from '../protocol.ts';
import type { CapturePage } from './capture-page.ts';

const frame = { width: 640, height: 360 };

/** A report of a face that fills the oval, with findings of the faces inspection where wanted. */
export function reportOf(findings: readonly string[] = []): PhotoReport {
  const { x, y, radiusY } = ovalIn(frame);
  const height = 1.6 * radiusY;
  const box = { x: x - 0.35 * height, y: y - 0.5 * height, width: 0.7 * height, height };
  const result = (codes: readonly string[] = [], evidence = {}) => ({
    outcome: codes.length > 0 ? 'failed' : 'passed',
    findings: codes.map((code) => ({ code, message: code, score: 0 })),
    evidence,
  });
  return {
    accepted: findings.length === 0,
    image: { ...frame, contentType: null },
    faces: [{ box, score: 100 }],
    inspections: {
      faces: result(findings, { count: 1 }),
      obstructions: result(),
      orientation: result([], { interEyeDistance: 90 }),
      liveness: result(),
    },
  } as unknown as PhotoReport;
}

const face = (yaw: number): TrackedFace => ({
  yaw,
  pitch: 0,
  roll: 0,
  box: { x: 0, y: 0, width: 1, height: 1 },
});
/** Straight, out to the left, back, straight. */
export const leftTurn = [
  ...Array<number>(6).fill(0),
  ...Array.from({ length: 11 }, (_, i) => 2.2 * i),
  ...Array.from({ length: 11 }, (_, i) => 22 - 2.2 * i),
  ...Array<number>(10).fill(0),
].map(face);

export const jpeg = (size = 60_000) => new Blob([new Uint8Array(size)], { type: 'image/jpeg' });
interface Setting {
  /** What the inspector says of the next photo or frame. */
  report: () => PhotoReport | Promise<PhotoReport>;
  track: TrackedFace[];
  /** The page does the rest by itself once the person confirmed. */
  prevented: boolean;
}

export function openCapture(page: CapturePage, options: Partial<CaptureOptions> = {}) {
  const setting: Setting = { report: () => reportOf(), track: [], prevented: false };
  const events: { name: string; detail: unknown }[] = [];
  const inspector = {
    backend: 'wasm',
    inspect: async (_: unknown, { onProgress }: { onProgress?: (step: object) => void } = {}) => {
      onProgress?.({ stage: 'faces', index: 1, count: 4 });
      return setting.report();
    },
    trackFace: async () => setting.track.shift() ?? null,
    dispose: async () => {},
  } as unknown as BrowserInspector;
  const given: CaptureOptions = {
    assets: undefined,
    backend: undefined,
    policy: 'default',
    performLivenessCheck: true,
    auto: true,
    api: undefined,
    session: undefined,
    clientId: undefined,
    token: undefined,
    tokenProvider: undefined,
    inspector,
    ...options,
  };
  const session = new CaptureSession({
    video: page.video,
    options: () => given,
    shownRatio: () => undefined,
    emit: (name, detail) => {
      events.push({ name, detail });
      return !(name === 'confirmed' && setting.prevented);
    },
    changed: () => {},
    turned: () => {},
    advise: () => {},
  });
  const names = () => events.map(({ name }) => name).filter((name) => name !== 'frame');
  const detailOf = (name: string) => events.findLast((event) => event.name === name)?.detail;
  return { session, inspector, setting, events, names, detailOf };
}

export const view = ({ state }: CaptureSession) => state.view;
/** Lets the camera go on until the session shows it. */
export async function untilView(page: CapturePage, session: CaptureSession, wanted: string) {
  for (let i = 0; i < 60 && view(session) !== wanted; i++) await page.frame();
  expect(view(session)).toBe(wanted);
}
