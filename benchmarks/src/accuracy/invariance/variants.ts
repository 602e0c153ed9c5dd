/** Makes a photo's turned and mirrored versions, whose angles follow from the photo's own. */
import sharp, { type Sharp } from 'sharp';

export interface Variant {
  /** Degrees clockwise, −180..180; null for the mirrored photo. */
  readonly turn: number | null;
  /** A JPEG of high quality, as are all variants: what differs is the geometry alone. */
  readonly bytes: Uint8Array;
}

/** Pixels; larger photos are scaled down first, all variants alike. */
const longestSide = 1600;
/** Corners that turning lays open. */
const background = { r: 128, g: 128, b: 128 };

/**
 * The upright photo (turn 0), one version per angle, and the mirrored one. The frame grows so that nothing is cut off,
 * and the face keeps its size in pixels.
 */
export async function variantsOf(photo: Uint8Array, angles: readonly number[]): Promise<Variant[]> {
  const { data, info } = await sharp(photo)
    .autoOrient()
    .resize({ width: longestSide, height: longestSide, fit: 'inside', withoutEnlargement: true })
    .flatten({ background })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const upright = () => sharp(data, { raw: { width, height, channels } });
  const encode = async (picture: Sharp) =>
    new Uint8Array(await picture.jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer());
  const variants: Variant[] = [{ turn: 0, bytes: await encode(upright()) }];
  for (const turn of angles) {
    variants.push({ turn, bytes: await encode(upright().rotate(turn, { background })) });
  }
  variants.push({ turn: null, bytes: await encode(upright().flop()) });
  return variants;
}
