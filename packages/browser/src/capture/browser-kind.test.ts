import { expect, it } from 'vitest';
import { browserKind, isDesktop } from './browser-kind.ts';

const like = 'Mozilla/5.0';
const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)';

it.each([
  [`${like} (Windows NT 10.0; Win64; x64) ${webkit} Chrome/141.0.0.0 Safari/537.36`, 0, 'chromium'],
  [`${like} (Windows NT 10.0) ${webkit} Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0`, 0, 'chromium'],
  [`${like} (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0`, 0, 'firefox'],
  [`${like} (Macintosh; Intel Mac OS X 10_15_7) ${webkit} Version/18.0 Safari/605.1.15`, 0, 'safari'],
  [`${like} (Macintosh; Intel Mac OS X 10_15_7) ${webkit} Version/18.0 Safari/605.1.15`, 5, 'ios'],
  [`${like} (iPhone; CPU iPhone OS 18_0 like Mac OS X) ${webkit} CriOS/141.0 Safari/604.1`, 5, 'ios'],
  [`${like} (Linux; Android 15; Pixel 9) ${webkit} Chrome/141.0.0.0 Mobile Safari/537.36`, 5, 'android'],
  [`${like} (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0`, 5, 'android'],
  ['', 0, 'chromium'],
] as const)('%s (%i touch points): %s', (userAgent, touchPoints, kind) => {
  expect(browserKind(userAgent, touchPoints)).toBe(kind);
});

it('knows where a phone may do better', () => {
  expect(isDesktop('firefox')).toBe(true);
  expect(isDesktop('ios')).toBe(false);
});
