/** What the fake camera plays: pieces of the film in `samples/`, one after another as JPEGs, as Chromium wants them. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Inspector } from '@livephoto/core';
import { createNodeInspector } from '@livephoto/worker-runtime/node';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { openChromium } from '../browser/chromium.ts';
import type { Composition, Placement } from './footage-page.ts';

const root = new URL('../../', import.meta.url);
const film = fileURLToPath(new URL('samples/franck.mp4', root));

/** Seconds of the film in which he looks into the camera, and in which he looks away. */
const straight = { from: 34.2, to: 36.2, step: 0.2 };
const turning = { from: 45, to: 45.9, step: 0.04 };
/** Degrees of yaw beyond the default policy's 20, with something to spare. */
const turnedYaw = 21.5;

/** The middle of the film's 360 × 288 pixels, with the face in its middle, at 2.5 times the size. */
const portrait: Placement = { from: [96, 0, 216, 288], to: [0, 0, 540, 720] };
const landscape: Placement = { from: [0, 0, 360, 288], to: [0, 0, 900, 720] };
const at = (placement: Placement, x: number, y: number, scale = 1): Placement => ({
  from: placement.from,
  to: [x, y, placement.to[2] * scale, placement.to[3] * scale],
});

/**
 * The same in the shape of a phone's camera, from an arm's length: his face fits the oval of what a phone's screen shows. The
 * film ends at his collar; what is below goes on as its last lines do.
 */
const onPhone: readonly Placement[] = [
  { from: [84, 0, 225, 288], to: [0, 115, 540, 691] },
  { from: [84, 285, 225, 2], to: [0, 805, 540, 155] },
];

const compositions = {
  straight: { width: 900, height: 720, placements: [landscape] },
  portrait: { width: 540, height: 960, placements: onPhone },
  masked: { width: 900, height: 720, placements: [landscape] },
  'masked-portrait': { width: 540, height: 960, placements: onPhone },
  turned: { width: 900, height: 720, placements: [landscape] },
  'turned-portrait': { width: 540, height: 960, placements: onPhone },
  two: { width: 1080, height: 720, placements: [portrait, at(portrait, 540, 0)] },
  far: { width: 900, height: 720, placements: [at(landscape, 300, 260, 0.35)] },
  aside: { width: 1280, height: 720, placements: [at(portrait, 740, 0)] },
  nobody: { width: 900, height: 720, placements: [] },
} as const satisfies Record<string, Composition>;

export type FootageName = keyof typeof compositions;

export interface Footage {
  /** Makes it when it is first asked for. @returns the path of the MJPEG file. */
  file(name: FootageName): Promise<string>;
  close(): Promise<void>;
}

export async function openFootage(): Promise<Footage> {
  if (!existsSync(film)) throw new Error(`${film} is missing: run 'pnpm samples'`);
  const folder = await mkdtemp(join(tmpdir(), 'livephoto-footage-'));
  const made = new Map<FootageName, Promise<string>>();
  const studio = openStudio();
  studio.catch(() => {});
  return {
    file(name) {
      const known = made.get(name);
      if (known) return known;
      const path = join(folder, `${name}.mjpeg`);
      const making = studio.then(async (open) => {
        await writeFile(path, await shoot(open, name));
        return path;
      });
      made.set(name, making);
      // A second try of a test makes it anew.
      making.catch(() => made.delete(name));
      return making;
    },
    async close() {
      const { browser, inspector } = await studio;
      await browser.close();
      await inspector.dispose();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Studio {
  readonly browser: Browser;
  readonly page: Page;
  readonly inspector: Inspector;
}

async function openStudio(): Promise<Studio> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('footage-page.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    logLevel: 'error',
  });
  const browser = await openChromium('--disable-gpu');
  const page = await browser.newPage();
  await page.route('**/*', async (route) => {
    const isFilm = route.request().url().endsWith('/franck.mp4');
    return route.fulfill(
      isFilm
        ? { path: film, contentType: 'video/mp4' }
        : { contentType: 'text/html', body: '<!doctype html>' },
    );
  });
  await page.goto('http://footage.test/');
  await page.addScriptTag({ content: outputFiles[0]!.text });
  await page.evaluate(() => window.openFilm('/franck.mp4'));
  const models = fileURLToPath(new URL('packages/models/dist/', root));
  return { browser, page, inspector: await createNodeInspector({ modelFolder: models }) };
}

async function shoot(studio: Studio, name: FootageName): Promise<Buffer> {
  const isTurned = name.startsWith('turned');
  const { from, to, step } = isTurned ? turning : straight;
  const frames: Buffer[] = [];
  for (let seconds = from; seconds <= to; seconds += step) {
    const frame = await compose(studio.page, seconds, compositions[name], []);
    if (isTurned) {
      const { inspections } = await studio.inspector.inspect(frame, { performLivenessCheck: false });
      if ((inspections.orientation.evidence.yaw ?? 0) < turnedYaw) continue;
    }
    frames.push(
      name.startsWith('masked')
        ? await compose(studio.page, seconds, compositions[name], await maskOutline(studio.inspector, frame))
        : frame,
    );
  }
  if (frames.length < 2) throw new Error(`The film shows nothing for '${name}'`);
  // There and back again, so that nobody jumps when the camera plays it anew; thirty a second.
  const roundTrip = [...frames, ...frames.slice(1, -1).reverse()];
  return Buffer.concat(roundTrip.flatMap((frame) => Array<Buffer>(isTurned ? 3 : 6).fill(frame)));
}

async function compose(
  page: Page,
  seconds: number,
  composition: Composition,
  outline: readonly (readonly [number, number])[],
): Promise<Buffer> {
  const base64 = await page.evaluate(([time, what, path]) => window.composeFrame(time, what, path), [
    seconds,
    composition as Composition,
    outline,
  ] as const);
  return Buffer.from(base64, 'base64');
}

/** Mesh points around the lower half of the face: from ear to ear along the jaw, and back over the bridge of the nose. */
const lowerFace = [
  234, 93, 132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288, 361, 323, 454, 346,
  347, 277, 197, 47, 118, 117,
];

async function maskOutline(
  inspector: Inspector,
  frame: Buffer,
): Promise<readonly (readonly [number, number])[]> {
  const { geometry } = await inspector.inspectDetailed(frame, { performLivenessCheck: false });
  if (!geometry) throw new Error('There is no face to put a mask on');
  return lowerFace.map((index) => [geometry.landmarks[index]!.x, geometry.landmarks[index]!.y]);
}
