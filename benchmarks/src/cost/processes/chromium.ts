/** A fresh Chromium with WebGPU and WebGL, on the processor where there is no graphics card. */
import { existsSync } from 'node:fs';
import { LivePhotoError } from '@livephoto/core';
import type { Browser } from 'playwright-core';

/** Where Debian installs it; elsewhere set `CHROMIUM`. */
export function chromiumPath(): string {
  return process.env.CHROMIUM ?? '/usr/bin/chromium';
}

/** @throws {LivePhotoError} `service_unavailable` when there is none */
export async function launchChromium(): Promise<Browser> {
  const executablePath = chromiumPath();
  if (!existsSync(executablePath)) {
    throw new LivePhotoError(
      'service_unavailable',
      `There is no Chromium at ${executablePath}: install it (Debian: apt-get install chromium), or say where it is with CHROMIUM=PATH`,
    );
  }
  // Half a second that only those wait for who need a browser.
  const { chromium } = await import('playwright-core');
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--enable-unsafe-webgpu',
      '--enable-unsafe-swiftshader',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}
