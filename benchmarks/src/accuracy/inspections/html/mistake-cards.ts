/** The worst mistakes with a small picture each, the faces that were found outlined. */
import { dirname, relative, sep } from 'node:path';
import sharp from 'sharp';
import type { LabelledPhoto } from '../../labels/labels.ts';
import type { ObservedPhoto } from '../../runner/run.ts';
import type { Mistake } from '../mistake.ts';
import type { PageOptions } from './page.ts';

export interface MistakeCard {
  readonly mistake: Mistake;
  /** `data:` URI of a JPEG. */
  readonly picture?: string;
  /** Relative to the page; absent in a page that is to be published. */
  readonly link?: string;
}

/** How many mistakes are shown of firm labels, and of the others together. */
const shown = { firm: 36, others: 12 };
/** Longest side of a picture, pixels. */
const pictureSide = 220;

export async function mistakeCards(
  mistakes: readonly Mistake[],
  observed: readonly ObservedPhoto[],
  { file, thumbnails }: PageOptions,
): Promise<MistakeCard[]> {
  const firm = mistakes.filter(({ photo }) => photo.standing === 'firm').slice(0, shown.firm);
  const others = mistakes.filter(({ photo }) => photo.standing !== 'firm').slice(0, shown.others);
  const worst = [...firm, ...others];
  if (!thumbnails) return worst.map((mistake) => ({ mistake }));
  const byPhoto = new Map(observed.map((item) => [item.photo, item]));
  const cards: MistakeCard[] = [];
  // One after another: a full-size decode of each at once would take gigabytes.
  for (const mistake of worst) {
    const picture = await thumbnail(byPhoto.get(mistake.photo)!);
    const link = linkTo(mistake.photo, file);
    cards.push({ mistake, link, ...(picture === undefined ? {} : { picture }) });
  }
  return cards;
}

function linkTo(photo: LabelledPhoto, page: string): string {
  return relative(dirname(page), photo.file).split(sep).map(encodeURIComponent).join('/');
}

/** Undefined when the file is no picture that can be read: it is listed without one. */
async function thumbnail({ photo, observation }: ObservedPhoto): Promise<string | undefined> {
  try {
    const { data, info } = await sharp(photo.file)
      .autoOrient()
      .resize({ width: pictureSide, height: pictureSide, fit: 'inside' })
      .flatten({ background: '#888' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    let picture = sharp(data, { raw: { width, height, channels } });
    const report = observation.report;
    if (report && report.faces.length > 0) {
      const scale = width / report.image.width;
      const boxes = report.faces.map(
        ({ box }) =>
          `<rect x="${box.x * scale}" y="${box.y * scale}" width="${box.width * scale}" height="${box.height * scale}"/>`,
      );
      const overlay = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><g fill="none" stroke="#00e5ff" stroke-width="1.5">${boxes.join('')}</g></svg>`;
      picture = picture.composite([{ input: Buffer.from(overlay) }]);
    }
    const jpeg = await picture.jpeg({ quality: 70 }).toBuffer();
    return `data:image/jpeg;base64,${jpeg.toString('base64')}`;
  } catch {
    return undefined;
  }
}
