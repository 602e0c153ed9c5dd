import { beforeAll, describe, expect, it } from 'vitest';
import type { ImageDecoder } from '../contract/ports.ts';
import type { RgbImage } from '../contract/rgb-image.ts';
import { decodeFile, testDecoder } from '../testing/decoder.ts';
import { peakGrowth } from '../testing/memory.ts';
import { crc32 } from './crc32.ts';
import { encodeJpeg, type JpegRecipe } from './testing/jpeg-encoder.ts';
import { progressiveJpeg } from './testing/jpeg-fixtures.ts';
import { ascii, greyJpeg, jpegSegment } from './testing/jpeg-writer.ts';
import { join } from './testing/png-writer.ts';

let decoder: ImageDecoder;
beforeAll(() => {
  decoder = testDecoder();
});

const decode = (bytes: Uint8Array, longestSide?: number) => decodeFile(decoder, bytes, longestSide);
const read = (bytes: Uint8Array) =>
  decode(bytes).then(
    () => 'read',
    (error) => `${error.type}: ${error.message}`,
  );

const subsampled420 = [
  [2, 2],
  [1, 1],
  [1, 1],
] as const;

/** Waves of every frequency, with edges between them. */
const waves: JpegRecipe['sample'] = (component, x, y) =>
  Math.floor(
    127.5 +
      120 *
        Math.sin(40 * x * x + component * 2) *
        Math.cos(30 * y * (1.2 - x)) *
        (x * 7 + y * 5 + component > 6 ? 1 : -1),
  );

const recipe: JpegRecipe = { width: 200, height: 168, sampling: subsampled420, sample: waves };

function expectSame(actual: RgbImage, wanted: RgbImage): void {
  expect([actual.width, actual.height]).toEqual([wanted.width, wanted.height]);
  expect(Buffer.compare(actual.data, wanted.data)).toBe(0);
}

/** Where the entropy-coded data begin: behind the last segment of the header. */
function scanStart(jpeg: Uint8Array): number {
  for (let at = 2; ; at += 2 + ((jpeg[at + 2]! << 8) | jpeg[at + 3]!)) {
    if (jpeg[at + 1] === 0xda) return at + 2 + ((jpeg[at + 2]! << 8) | jpeg[at + 3]!);
  }
}

/** `jpeg` with `stray` before every marker that `wanted` picks. */
function withStray(
  jpeg: Uint8Array,
  stray: readonly number[],
  wanted: (marker: number) => boolean,
): Uint8Array {
  const bytes: number[] = [];
  const scan = scanStart(jpeg);
  jpeg.forEach((byte, at) => {
    if (byte === 0xff && (at >= scan || isSegment(jpeg, at)) && wanted(jpeg[at + 1] ?? 0))
      bytes.push(...stray);
    bytes.push(byte);
  });
  return Uint8Array.from(bytes);
}

function isSegment(jpeg: Uint8Array, wanted: number): boolean {
  let at = 2;
  while (at < wanted) at += 2 + ((jpeg[at + 2]! << 8) | jpeg[at + 3]!);
  return at === wanted;
}

describe('what browsers show is read', () => {
  const restarted = { ...recipe, restart: 5 };
  const isRestart = (marker: number) => marker >= 0xd0 && marker <= 0xd7;

  it('has the pixels of a file without the stray bytes before its markers', async () => {
    const whole = encodeJpeg(restarted);
    for (const stray of [[0], [1, 2], [7, 7, 7, 0xff, 0, 9], new Array(18).fill(0x55)]) {
      expectSame(await decode(withStray(whole, stray, isRestart)), await decode(whole));
      expectSame(await decode(withStray(whole, stray, (marker) => marker === 0xdb)), await decode(whole));
    }
  });

  it('needs no end marker, and minds no trailer', async () => {
    for (const apart of [false, true]) {
      const jpeg = encodeJpeg({ ...recipe, apart });
      const open = jpeg.subarray(0, -2);
      const trailer = Uint8Array.from([
        ...ascii('SEFT and a megabyte of film'),
        0xff,
        0xe5,
        0xff,
        0xc1,
        0,
        9,
        0xff,
      ]);
      for (const odd of [
        open,
        join([open, trailer]),
        join([jpeg, trailer]),
        join([open, Uint8Array.of(0xff)]),
      ]) {
        expectSame(await decode(odd), await decode(jpeg));
      }
    }
    expectSame(await decode(progressiveJpeg.subarray(0, -2)), await decode(progressiveJpeg));
  });

  it('lets the last unit lack a byte', async () => {
    const jpeg = encodeJpeg(recipe);
    expect(await read(jpeg.subarray(0, -3))).toBe('read');
    expect(await read(jpeg.subarray(0, -400))).toContain('image_unreadable');
  });

  const samplings: [string, JpegRecipe['sampling']][] = [
    [
      '4:1:0',
      [
        [4, 2],
        [1, 1],
        [1, 1],
      ],
    ],
    [
      '4:1:1',
      [
        [4, 1],
        [1, 1],
        [1, 1],
      ],
    ],
    [
      '4:2:1',
      [
        [2, 2],
        [1, 2],
        [2, 1],
      ],
    ],
    [
      '3 by 1',
      [
        [3, 1],
        [1, 1],
        [1, 1],
      ],
    ],
    [
      '1 by 4',
      [
        [1, 4],
        [1, 1],
        [1, 1],
      ],
    ],
    [
      'chroma larger than luma',
      [
        [1, 1],
        [2, 2],
        [2, 2],
      ],
    ],
    [
      'CMYK 4:2:0',
      [
        [2, 2],
        [1, 1],
        [1, 1],
        [2, 2],
      ],
    ],
    ['grey of 2 by 2', [[2, 2]]],
  ];
  for (const [name, sampling] of samplings) {
    it(`reads a sampling of ${name}, in one scan and in several`, async () => {
      const flat: JpegRecipe['sample'] = (component, x) => (component === 0 ? (x < 0.5 ? 60 : 200) : 128);
      const smooth = { width: 160, height: 96, sampling, sample: flat, step: 1 };
      const image = await decode(encodeJpeg(smooth));
      const ink = sampling.length === 4;
      const [left, right] = ink ? [Math.round((60 * 128) / 255), Math.round((200 * 128) / 255)] : [60, 200];
      expect(image.data[(48 * 160 + 20) * 3]).toBeCloseTo(left!, -0.5);
      expect(image.data[(48 * 160 + 140) * 3]).toBeCloseTo(right!, -0.5);
      const busy = { ...recipe, sampling };
      expectSame(await decode(encodeJpeg({ ...busy, apart: true })), await decode(encodeJpeg(busy)));
    });
  }
});

describe('what is not there is missed', () => {
  it('says how much of a cut file is there', async () => {
    const jpeg = encodeJpeg({ ...recipe, width: 640, height: 640 });
    for (const percent of [1, 10, 50, 90, 99]) {
      const cut = jpeg.subarray(0, Math.floor((jpeg.length * percent) / 100));
      const message = await read(cut);
      const said = Number(/(\d+) % of the picture is there/.exec(message)?.[1] ?? 0);
      expect(message).toMatch(/^image_unreadable: The JPG cannot be read: .*cut short/);
      expect(Math.abs(said - percent)).toBeLessThan(12);
    }
  });

  it('refuses one of several scans too few, and progressive scans that end early', async () => {
    const jpeg = encodeJpeg({ ...recipe, apart: true });
    const scans = [...jpeg.keys()].filter((at) => jpeg[at] === 0xff && jpeg[at + 1] === 0xda);
    expect(await read(jpeg.subarray(0, scans[2]))).toContain('image_unreadable');
    expect(await read(join([jpeg.subarray(0, scans[2]), Uint8Array.of(0xff, 0xd9)]))).toContain(
      'image_unreadable',
    );
    const finer = [...progressiveJpeg.keys()].filter(
      (at) => progressiveJpeg[at] === 0xff && progressiveJpeg[at + 1] === 0xda,
    );
    for (const at of finer.slice(1))
      expect(await read(progressiveJpeg.subarray(0, at))).toContain('image_unreadable');
  });

  it('refuses a lost restart marker, and a code that means nothing', async () => {
    const jpeg = encodeJpeg({ ...recipe, restart: 5 });
    const marker = jpeg.findIndex((byte, at) => byte === 0xff && jpeg[at + 1] === 0xd3);
    const lost = join([jpeg.subarray(0, marker), jpeg.subarray(marker + 200)]);
    expect(await read(lost)).toContain('image_unreadable');
    const garbled = Uint8Array.from(jpeg);
    garbled.fill(0xfe, marker + 10, marker + 40);
    expect(await read(garbled)).toContain('image_unreadable');
  });
});

describe('restart markers', () => {
  const jpeg = encodeJpeg({ ...recipe, restart: 5 });
  const markers = [...jpeg.keys()].filter(
    (at) => jpeg[at] === 0xff && jpeg[at + 1]! >= 0xd0 && jpeg[at + 1]! <= 0xd7,
  );
  const renumbered = (number: (index: number) => number) => {
    const changed = jpeg.slice();
    for (const [index, at] of markers.entries()) changed[at + 1] = 0xd0 + (number(index) & 7);
    return changed;
  };
  const [third, fourth] = [markers[3]!, markers[4]!];

  it('count, whatever their numbers are: with every unit there the picture is the same', async () => {
    const whole = await decode(jpeg);
    expectSame(await decode(renumbered(() => 0)), whole);
    expectSame(await decode(renumbered((index) => index + 1)), whole);
    expectSame(await decode(renumbered((index) => (index === 3 ? 7 : index))), whole);
    expectSame(await decode(renumbered((index) => (index === 3 ? 4 : index === 4 ? 3 : index))), whole);
    const atEnd = join([
      jpeg.subarray(0, -2),
      Uint8Array.of(0xff, 0xd0 + (markers.length & 7)),
      jpeg.subarray(-2),
    ]);
    expectSame(await decode(atEnd), whole);
  });

  it.each([
    ['a marker is missing', join([jpeg.subarray(0, third), jpeg.subarray(third + 2)])],
    ['the units between two are missing', join([jpeg.subarray(0, third), jpeg.subarray(fourth)])],
    [
      'one stands among units',
      join([jpeg.subarray(0, third + 6), Uint8Array.of(0xff, 0xd4), jpeg.subarray(third + 6)]),
    ],
    [
      'one stands there twice',
      join([jpeg.subarray(0, third + 2), Uint8Array.of(0xff, 0xd3), jpeg.subarray(third + 2)]),
    ],
    [
      'units are there twice, behind wrong numbers',
      (() => {
        const wrong = renumbered(() => 0);
        return join([wrong.subarray(0, fourth), wrong.subarray(third)]);
      })(),
    ],
  ])('are a refusal where %s, with the share that is there', async (_, bytes) => {
    expect(await read(bytes)).toMatch(
      /^image_unreadable: The JPG cannot be read: its data are damaged; before that/,
    );
  });
});

describe('a height that is told behind the picture (DNL)', () => {
  it('is none, as in browsers, and does not change one that is told before', async () => {
    const jpeg = encodeJpeg(recipe);
    const height = [recipe.height >> 8, recipe.height & 255];
    const told = join([jpeg.subarray(0, -2), jpegSegment(0xdc, height), jpeg.subarray(-2)]);
    expectSame(await decode(told), await decode(jpeg));
    const frame = told.findIndex((byte, at) => byte === 0xff && told[at + 1] === 0xc0);
    const without = told.slice();
    without.fill(0, frame + 5, frame + 7);
    await expect(async () => decode(without)).rejects.toThrow(/its header gives no picture size/);
  });
});

describe('large pictures', () => {
  it('reads 108 and 48 megapixels within 100 MB', async () => {
    for (const [width, height] of [
      [12_000, 9000],
      [8000, 6000],
    ] as const) {
      const jpeg = greyJpeg(width, height);
      const growth = await peakGrowth(async () => {
        const image = await decode(jpeg, 1280);
        expect(image.width).toBeGreaterThanOrEqual(1280);
        expect(image.width * image.height).toBeLessThan(4_000_000);
      });
      expect(growth).toBeLessThan(100_000_000);
    }
  });
});

describe('vectors', () => {
  // Sums of what libjpeg-turbo's C gives (no vectors, otherwise the same build), at one to eight eighths.
  const known: Record<string, readonly number[]> = {
    '4:4:4': [1401006920, 1975645725, 888941688, 3298902731, 2697963880, 3249623969, 960390580, 2204909645],
    '4:2:2': [2894154722, 986860817, 2743438498, 1325455115, 2457379413, 2483324799, 2770351332, 3898331184],
    '4:2:0': [2071530619, 4069016153, 4048549095, 2702534773, 950572348, 2337810247, 1901886388, 1041396737],
    '4:4:0': [1307981136, 995184305, 78973885, 534521016, 2101461679, 4229056403, 2552636817, 4086129680],
    grey: [2939731034, 446785289, 73806176, 611511510, 2048160642, 411356603, 2811128772, 2226972855],
  };

  const samplings: Record<string, JpegRecipe['sampling']> = {
    '4:4:4': [
      [1, 1],
      [1, 1],
      [1, 1],
    ],
    '4:2:2': [
      [2, 1],
      [1, 1],
      [1, 1],
    ],
    '4:2:0': subsampled420,
    '4:4:0': [
      [1, 2],
      [1, 1],
      [1, 1],
    ],
    grey: [[1, 1]],
  };
  for (const [name, sampling] of Object.entries(samplings)) {
    it(`give the bits of the C version for ${name}, at every scale and any width`, async () => {
      const sums: number[] = [];
      for (let eighths = 1; eighths <= 8; eighths++) {
        let sum = 0;
        for (const width of [200, 203, 209]) {
          const jpeg = encodeJpeg({ ...recipe, width, sampling });
          const { data } = await decode(jpeg, Math.ceil((width * eighths) / 8));
          sum = (Math.imul(sum, 31) + crc32(data)) >>> 0;
        }
        sums.push(sum);
      }
      expect(sums).toEqual(known[name]);
    });
  }
});
