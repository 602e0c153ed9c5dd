/** Makes clear photos worse in steps: each kind has steps that say how much, relative to the distance between the eyes. */
import sharp, { type Sharp } from 'sharp';

/** Upright RGB. */
export interface Picture {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
}

export interface Degradation {
  readonly name: string;
  /** What a step counts: `σ in pixels at 180 between the eyes`. */
  readonly unit: string;
  /** From little to much. */
  readonly steps: readonly number[];
  /** @param eyes Pixels of the picture between the eyes. */
  degrade(picture: Picture, step: number, eyes: number): Promise<Picture>;
}

/** Steps are told for a face of this many pixels between the eyes, as a selfie has. */
const toldFor = 180;
const atToldSize = 'pixels at 180 between the eyes';
/** Quality of the JPEG that every degraded photo was stored as. */
const storedQuality = 90;

const stored =
  (change: (picture: Picture, step: number, eyes: number) => Picture | Promise<Picture>) =>
  async (picture: Picture, step: number, eyes: number): Promise<Picture> =>
    throughJpeg(await change(picture, step, eyes), storedQuality);

export const degradations: readonly Degradation[] = [
  {
    name: 'defocus',
    unit: `σ, ${atToldSize}`,
    steps: [1.5, 3, 4.5, 6, 8, 10, 16],
    degrade: stored((picture, step, eyes) => {
      const sigma = (step * eyes) / toldFor;
      // Less is none, for sharp.
      return sigma < 0.3 ? picture : raw(open(picture).blur(sigma));
    }),
  },
  {
    name: 'motion',
    unit: `length, ${atToldSize}`,
    steps: [9, 15, 21, 31, 45, 61],
    degrade: stored((picture, step, eyes) => moved(picture, Math.round((step * eyes) / toldFor))),
  },
  {
    name: 'mosaic',
    unit: `side of a block, ${atToldSize}`,
    steps: [6, 10, 14, 18, 24, 32],
    degrade: stored((picture, step, eyes) => mosaic(picture, Math.round((step * eyes) / toldFor))),
  },
  {
    name: 'dark',
    unit: 'percent of the light',
    steps: [70, 50, 35, 25, 18, 10],
    degrade: stored((picture, step) => lit(picture, step / 100)),
  },
  {
    name: 'overexposed',
    unit: 'times the light',
    steps: [1.4, 1.8, 2.5, 3.5, 5],
    degrade: stored((picture, step) => lit(picture, step)),
  },
  {
    name: 'JPEG',
    unit: 'quality',
    steps: [50, 20, 8, 3, 1],
    degrade: (picture, step) => throughJpeg(picture, step),
  },
  {
    name: 'noise',
    unit: 'deviation, levels',
    steps: [10, 20, 35, 50],
    degrade: stored((picture, step) => grainy(picture, step)),
  },
];

function open({ data, width, height }: Picture): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 } });
}

async function raw(picture: Sharp): Promise<Picture> {
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

async function throughJpeg(picture: Picture, quality: number): Promise<Picture> {
  return raw(sharp(await open(picture).jpeg({ quality }).toBuffer()));
}

function mapped(picture: Picture, value: (level: number) => number): Picture {
  const data = Buffer.alloc(picture.data.length);
  for (let at = 0; at < data.length; at++)
    data[at] = Math.max(0, Math.min(255, Math.round(value(picture.data[at]!))));
  return { ...picture, data };
}

function lit(picture: Picture, gain: number): Picture {
  return mapped(picture, (level) => level * gain);
}

/** Gaussian, the same each time. */
function grainy(picture: Picture, deviation: number): Picture {
  let seed = 7;
  const random = () => {
    seed = (seed * 1664525 + 1013904223) >>> 0;
    return (seed + 0.5) / 2 ** 32;
  };
  return mapped(
    picture,
    (level) => level + deviation * Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random()),
  );
}

/** Mean along a row; the edges repeat. Summed as it goes, so that a long way costs no more than a short one. */
function moved({ data, width, height }: Picture, length: number): Picture {
  const result = Buffer.alloc(data.length);
  const reach = Math.floor(length / 2);
  const count = 2 * reach + 1;
  for (let y = 0; y < height; y++) {
    for (let channel = 0; channel < 3; channel++) {
      const at = (x: number) => data[3 * (y * width + Math.max(0, Math.min(width - 1, x))) + channel]!;
      let sum = 0;
      for (let x = -reach; x <= reach; x++) sum += at(x);
      for (let x = 0; x < width; x++) {
        result[3 * (y * width + x) + channel] = Math.round(sum / count);
        sum += at(x + reach + 1) - at(x - reach);
      }
    }
  }
  return { data: result, width, height };
}

async function mosaic(picture: Picture, side: number): Promise<Picture> {
  if (side < 2) return picture;
  const { width, height } = picture;
  const small = await raw(
    open(picture).resize(Math.max(1, Math.round(width / side)), Math.max(1, Math.round(height / side)), {
      fit: 'fill',
    }),
  );
  return raw(open(small).resize(width, height, { fit: 'fill', kernel: 'nearest' }));
}
