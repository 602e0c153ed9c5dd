import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ObservedPhoto } from '../../runner/run.ts';
import { population } from '../../testing/population.ts';
import { resultOf } from '../../testing/result.ts';
import { htmlReport } from './page.ts';

let folder: string;
let observed: ObservedPhoto[];
let page: string;

/** The made-up run, its photos being files that can be read but for the last. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'livephoto-page-'));
  const file = join(folder, 'a <photo> & more.jpg');
  await sharp({ create: { width: 400, height: 300, channels: 3, background: '#7a9' } })
    .jpeg()
    .toFile(file);
  observed = population().map((item) => ({ ...item, photo: { ...item.photo, file } }));
  page = await htmlReport(resultOf(observed), observed, {
    file: join(folder, 'out/page.html'),
    thumbnails: true,
  });
});
afterAll(() => rm(folder, { recursive: true }));

const dom = (text: string) => parseHTML(text).document;

describe('htmlReport', () => {
  it('has a section with charts and tables for every category', () => {
    const { document } = { document: dom(page) };
    const charts = (id: string) => document.querySelectorAll(`#${id} figure svg`).length;
    expect(charts('faces')).toBe(1);
    expect(charts('orientation')).toBe(2);
    expect(charts('obstruction')).toBe(1);
    expect(charts('liveness')).toBe(5);
    expect(document.querySelectorAll('table.confusion')).toHaveLength(2);
    expect(document.querySelectorAll('#goals tbody tr').length).toBe(19);
  });

  it('draws how far the score keeps what it claims, with the bins and what flatters it', () => {
    const figure = [...dom(page).querySelectorAll('#liveness figure')].find((one) =>
      one.querySelector('figcaption')?.textContent.startsWith('Reliability'),
    );
    expect(figure?.querySelector('figcaption')?.textContent).toMatch(/calibration error \d+\.\d %$/);
    expect(figure?.querySelectorAll('circle').length).toBeGreaterThan(5);
    const scored = observed.filter(
      ({ photo, observation }) =>
        photo.category === 'liveness' && observation.report?.inspections.liveness.score !== undefined,
    );
    const counts = [...(figure?.querySelectorAll('g[aria-label="text"] text') ?? [])].map((text) =>
      Number(text.textContent),
    );
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(scored.length);
    expect(dom(page).querySelector('#goals .note')?.textContent).toMatch(/^Liveness: .* flatter\.$/);
    expect(figure?.querySelector('.note')?.textContent).toMatch(/fitted on photos of the sources/);
  });

  it('sets other detectors beside the product where they were asked', async () => {
    const asked = observed.map((item, index) =>
      item.photo.category === 'liveness' ? { ...item, peers: { rival: (index % 100) / 100 } } : item,
    );
    const document = dom(await htmlReport(resultOf(asked), asked, { file: '/page.html', thumbnails: false }));
    const captions = [...document.querySelectorAll('#liveness figcaption')].map((one) => one.textContent);
    expect(captions).toContain('DET curve against other detectors, all sources, firm labels');
    const names = [...document.querySelectorAll('#liveness td:first-child')].map((one) => one.textContent);
    expect(names).toEqual(expect.arrayContaining(['livephoto, all', 'rival, all', 'rival, phone']));
  });

  it('loads nothing and runs nothing: one file', () => {
    expect(page).not.toMatch(/<script|<link|<iframe|@import/i);
    const sources = [...dom(page).querySelectorAll('[src]')].map(
      (element) => element.getAttribute('src') ?? '',
    );
    expect(sources.length).toBeGreaterThan(10);
    expect(sources.every((source) => source.startsWith('data:image/jpeg;base64,'))).toBe(true);
    expect(page).not.toMatch(/url\((?!#)/);
  });

  it('warns that it embeds photos, links to them from where it lies, and escapes what comes from labels', () => {
    expect(page).toContain('embeds small pictures of the labelled photos');
    const link = dom(page).querySelector('article a')?.getAttribute('href');
    expect(link).toBe('../a%20%3Cphoto%3E%20%26%20more.jpg');
    expect(page).not.toContain('<photo>');
  });

  it('has neither pictures nor links without thumbnails', async () => {
    const publishable = await htmlReport(resultOf(observed), observed, {
      file: join(folder, 'page.html'),
      thumbnails: false,
    });
    expect(publishable).not.toContain('data:image');
    expect(publishable).not.toContain('embeds small pictures');
    expect(
      [...dom(publishable).querySelectorAll('a')].every((a) => a.getAttribute('href')?.startsWith('#')),
    ).toBe(true);
    expect(dom(publishable).querySelectorAll('article').length).toBeGreaterThan(10);
  });

  it('lists a photo that cannot be read without a picture, and draws only categories that are there', async () => {
    const gone = observed
      .filter(({ photo }) => photo.category === 'faces')
      .map((item) => ({ ...item, photo: { ...item.photo, file: '/nowhere.jpg' } }));
    const document = dom(await htmlReport(resultOf(gone), gone, { file: '/page.html', thumbnails: true }));
    expect(document.querySelectorAll('article').length).toBeGreaterThan(3);
    expect(document.querySelectorAll('article img')).toHaveLength(0);
    expect(document.querySelectorAll('section')).toHaveLength(2);
  });
});
