import { describe, expect, it } from 'vitest';
import { quadrantsAvif, quadrantsHeic } from '../image/testing/heif-fixtures.ts';
import { gradientJpeg } from '../image/testing/jpeg-fixtures.ts';
import { jpegSegment, withExif, withSegment } from '../image/testing/jpeg-writer.ts';
import { mutated, seeded } from '../image/testing/mutate.ts';
import { join, pngChunk, writePng } from '../image/testing/png-writer.ts';
import { alphaWebp } from '../image/testing/webp-fixtures.ts';
import { declaredGenerated, readProvenance } from './read-provenance.ts';
import {
  ascii,
  box,
  credentials,
  exifOf,
  internationalText,
  jumbfSegments,
  pngText,
  superbox,
  webpChunk,
  xmpPacket,
} from './testing/credentials.ts';
import { signedJpeg } from './testing/signed-jpeg.ts';

const term = 'http://cv.iptc.org/newscodes/digitalsourcetype/';
const generated = credentials({
  generator: 'Maker/1.0 c2pa-rs/0.30',
  actions: [{ action: 'c2pa.created', digitalSourceType: `${term}trainedAlgorithmicMedia` }],
});
const png = (...before: Uint8Array[]) =>
  writePng({ width: 16, height: 16, depth: 8, color: 2, pixel: () => [9, 9, 9], before });
const withXmp = (jpeg: Uint8Array, packet: string) =>
  withSegment(jpeg, jpegSegment(0xe1, ascii(`http://ns.adobe.com/xap/1.0/\0${packet}`)));
const withCredentials = (jpeg: Uint8Array, jumbf: Uint8Array, piece?: number) =>
  join([jpeg.subarray(0, 2), ...jumbfSegments(jumbf, piece), jpeg.subarray(2)]);
const c2paBox = (jumbf: Uint8Array) =>
  box(
    'uuid',
    ascii('\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81'),
    new Uint8Array(4),
    ascii('manifest\0'),
    new Uint8Array(8),
    jumbf,
  );

describe('Content Credentials', () => {
  const files: [string, Uint8Array][] = [
    ['JPEG', withCredentials(gradientJpeg, generated)],
    ['JPEG, over several segments', withCredentials(gradientJpeg, generated, 100)],
    ['PNG', png(pngChunk('caBX', generated))],
    ['WebP', join([alphaWebp, webpChunk('C2PA', generated)])],
    ['HEIC', join([quadrantsHeic, c2paBox(generated)])],
    ['AVIF', join([quadrantsAvif, c2paBox(generated)])],
  ];
  it.each(files)('of a %s are read', async (_, file) => {
    const provenance = await readProvenance(file);
    expect(provenance.c2pa).toEqual({
      manifests: 1,
      claimGenerators: ['Maker/1.0 c2pa-rs/0.30'],
      actions: ['c2pa.created'],
      assertions: ['c2pa.actions'],
      signed: true,
      damaged: false,
    });
    expect(provenance.digitalSourceTypes).toEqual(['trainedAlgorithmicMedia']);
    expect(declaredGenerated(provenance)).toBe('trainedAlgorithmicMedia');
  });

  it('that the reference implementation wrote are read', async () => {
    const provenance = await readProvenance(signedJpeg);
    expect(provenance.c2pa).toEqual({
      manifests: 1,
      claimGenerators: ['livephoto test'],
      actions: ['c2pa.created'],
      assertions: ['c2pa.actions.v2', 'c2pa.hash.data'],
      signed: true,
      damaged: false,
    });
    expect(declaredGenerated(provenance)).toBe('trainedAlgorithmicMedia');
  });

  it('of a camera declare nothing against the photo', async () => {
    const captured = credentials({
      actions: [{ action: 'c2pa.created', digitalSourceType: `${term}digitalCapture` }],
    });
    const provenance = await readProvenance(withCredentials(gradientJpeg, captured));
    expect(provenance.digitalSourceTypes).toEqual(['digitalCapture']);
    expect(declaredGenerated(provenance)).toBeUndefined();
  });

  it('count wherever in them the source is named: in JSON, of an ingredient, in part', async () => {
    const json = {
      'stds.iptc': { 'Iptc4xmpExt:DigitalSourceType': `${term}compositeWithTrainedAlgorithmicMedia` },
    };
    const provenance = await readProvenance(
      withCredentials(gradientJpeg, credentials({ json, signed: false })),
    );
    expect(declaredGenerated(provenance)).toBe('compositeWithTrainedAlgorithmicMedia');
    expect(provenance.c2pa).toMatchObject({ signed: false, assertions: ['c2pa.actions', 'stds.iptc'] });
  });

  it('that are damaged say so, and what can be read still counts', async () => {
    const broken = superbox(
      'c2pa',
      'c2pa',
      superbox(
        'c2ma',
        'urn:x',
        superbox(
          'c2as',
          'c2pa.assertions',
          superbox(
            'cbor',
            'c2pa.actions',
            box('cbor', Uint8Array.of(0x9b, 255, 255, 255, 255, 255, 255, 255, 255)),
          ),
          superbox('json', 'a', box('json', ascii(`{"digitalSourceType":"${term}trainedAlgorithmicMedia"}`))),
        ),
      ),
    );
    const provenance = await readProvenance(withCredentials(gradientJpeg, broken));
    expect(provenance.c2pa).toMatchObject({ damaged: true, signed: false });
    expect(declaredGenerated(provenance)).toBe('trainedAlgorithmicMedia');
  });
});

describe('XMP', () => {
  it.each([
    ['an attribute', `Iptc4xmpExt:DigitalSourceType="${term}trainedAlgorithmicMedia"/>`],
    [
      'an element',
      `><Iptc4xmpExt:DigitalSourceType>${term}trainedAlgorithmicMedia</Iptc4xmpExt:DigitalSourceType>`,
    ],
    ['a reference', `><Iptc4xmpExt:DigitalSourceType rdf:resource="${term}trainedAlgorithmicMedia"/>`],
    ['another prefix', `><x1:DigitalSourceType>${term}trainedAlgorithmicMedia</x1:DigitalSourceType>`],
  ])('names the source as %s', async (_, properties) => {
    const packet = xmpPacket(properties);
    for (const file of [
      withXmp(gradientJpeg, packet),
      png(internationalText('XML:com.adobe.xmp', packet)),
      join([alphaWebp, webpChunk('XMP ', ascii(packet))]),
      join([quadrantsHeic, box('free', ascii(packet))]),
    ]) {
      expect((await readProvenance(file)).digitalSourceTypes).toEqual(['trainedAlgorithmicMedia']);
    }
  });

  it('names programs, and a generator where it is one', async () => {
    const edited = await readProvenance(
      withXmp(gradientJpeg, xmpPacket('xmp:CreatorTool="Adobe Photoshop 25.0"/>')),
    );
    expect(edited).toMatchObject({ software: ['Adobe Photoshop 25.0'], generator: null });
    const made = await readProvenance(
      withXmp(gradientJpeg, xmpPacket('photoshop:Credit="Made with Google AI"/>')),
    );
    expect(made.generator).toBe('Imagen');
  });
});

describe('texts of programs', () => {
  const settings = 'a woman\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1';
  it.each<[string, Uint8Array, string]>([
    ['parameters of a PNG', png(pngText('parameters', settings)), 'Stable Diffusion'],
    ['a workflow', png(pngText('prompt', '{"3":{"class_type":"KSampler"}}')), 'ComfyUI'],
    ['the software of a PNG', png(pngText('Software', 'NovelAI')), 'NovelAI'],
    ['the software of an EXIF block', withExif(gradientJpeg, exifOf({ 305: 'Midjourney v6' })), 'Midjourney'],
    ['the description', withExif(gradientJpeg, exifOf({ 270: settings })), 'Stable Diffusion'],
  ])('%s name their generator', async (_, file, generator) => {
    expect(declaredGenerated(await readProvenance(file))).toBe(generator);
  });

  it('of cameras and editors name none', async () => {
    const camera = exifOf({ 271: 'Google', 272: 'Pixel 8', 305: 'HDR+ 1.0.540104767zd' });
    const provenance = await readProvenance(withExif(gradientJpeg, camera));
    expect(provenance).toEqual({
      digitalSourceTypes: [],
      c2pa: null,
      software: ['HDR+ 1.0.540104767zd'],
      generator: null,
      camera: { make: 'Google', model: 'Pixel 8', exposure: false },
    });
    // Words of a person about the picture are none of a program.
    const words = png(pngText('Title', 'Midjourney or not?'), pngText('parameters', 'f/2, 1/60 s'));
    expect(declaredGenerated(await readProvenance(words))).toBeUndefined();
  });

  it('come short and printable, however long they are', async () => {
    const { software } = await readProvenance(png(pngText('Software', `\x1b[31mA\n${'b'.repeat(100_000)}`)));
    expect(software[0]).toMatch(/^\[31mA b{100,}$/);
    expect(software[0]!.length).toBeLessThanOrEqual(120);
  });
});

describe('what is hostile', () => {
  it('says nothing where there is nothing', async () => {
    const nothing = { digitalSourceTypes: [], c2pa: null, software: [], generator: null, camera: null };
    for (const bytes of [gradientJpeg, png(), alphaWebp, quadrantsHeic, new Uint8Array(), ascii('GIF89a')]) {
      expect(await readProvenance(bytes)).toEqual(nothing);
    }
  });

  it('is walked over within bounds: nested, endless and swollen boxes, texts that inflate', async () => {
    let nested = box('jumd', new Uint8Array(17));
    for (let i = 0; i < 2000; i++) nested = box('jumb', box('jumd', new Uint8Array(17)), nested);
    const deep = new Uint8Array(600_000).fill(0x81);
    const many = join(Array.from({ length: 20_000 }, () => box('jumb')));
    for (const jumbf of [
      nested,
      many,
      credentialsAround(deep),
      credentialsAround(new Uint8Array(500_000).fill(0xd8)),
      box('jumb', new Uint8Array(100)),
    ]) {
      await expect(readProvenance(withCredentials(gradientJpeg, jumbf))).resolves.toBeDefined();
    }
    const names = `${'a'.repeat(300_000)} ${'Iptc4xmpExt:DigitalSourceType '.repeat(20_000)}`;
    await expect(readProvenance(png(internationalText('XML:com.adobe.xmp', names)))).resolves.toBeDefined();
    const steps = 'Steps: 1 '.repeat(100_000);
    expect((await readProvenance(png(pngText('parameters', steps)))).generator).toBeNull();
  });

  it('3000 damaged files are read without an error', async () => {
    const full = exifOf({ 305: 'Midjourney', 271: 'Google' });
    const packet = xmpPacket(`xmp:CreatorTool="x" Iptc4xmpExt:DigitalSourceType="${term}digitalCapture"/>`);
    const subjects = [
      withExif(withXmp(withCredentials(gradientJpeg, generated, 200), packet), full),
      png(
        pngChunk('caBX', generated),
        pngChunk('eXIf', full),
        internationalText('XML:com.adobe.xmp', packet),
      ),
      join([
        alphaWebp,
        webpChunk('EXIF', full),
        webpChunk('XMP ', ascii(packet)),
        webpChunk('C2PA', generated),
      ]),
      join([quadrantsHeic, c2paBox(generated), box('free', ascii(packet))]),
    ];
    const random = seeded(17);
    for (let i = 0; i < 3000; i++) {
      const { software } = await readProvenance(mutated(subjects[i % subjects.length]!, random));
      expect(software.length).toBeLessThanOrEqual(16);
    }
  });
});

function credentialsAround(cbor: Uint8Array): Uint8Array {
  const actions = superbox('cbor', 'c2pa.actions', box('cbor', cbor));
  return superbox('c2pa', 'c2pa', superbox('c2ma', 'urn:x', superbox('c2as', 'c2pa.assertions', actions)));
}
