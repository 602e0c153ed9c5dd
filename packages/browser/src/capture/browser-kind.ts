/** Which browser this is, as far as it matters to say where its permission for the camera is hidden. */

export const browserKinds = ['chromium', 'firefox', 'safari', 'ios', 'android'] as const;
export type BrowserKind = (typeof browserKinds)[number];

/** @param touchPoints `navigator.maxTouchPoints`: an iPad calls itself a Mac, and no Mac has a touch screen. */
export function browserKind(userAgent: string, touchPoints: number): BrowserKind {
  if (/iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && touchPoints > 1)) return 'ios';
  if (/Android/.test(userAgent)) return 'android';
  if (/Firefox\//.test(userAgent)) return 'firefox';
  if (/Safari\//.test(userAgent) && !/Chrom(e|ium)\//.test(userAgent)) return 'safari';
  return 'chromium';
}

/** Whether another device may have the better camera. */
export function isDesktop(kind: BrowserKind): boolean {
  return kind !== 'ios' && kind !== 'android';
}
