/** What a file says of how it came about, written by libvips into a real selfie, over the real models. */
import type { FindingCode, Inspector } from '@livephoto/core';
import { createNodeInspector } from '@livephoto/worker-runtime/node';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sample } from './photos.ts';

let inspector: Inspector;
let selfie: Buffer;
beforeAll(async () => {
  [inspector, selfie] = await Promise.all([createNodeInspector(), sample('selfie')]);
});
afterAll(() => inspector?.dispose());

const packet = (type: string) =>
  `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/${type}"/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;
const codes = (findings: readonly { readonly code: FindingCode }[]) => findings.map(({ code }) => code);

describe('provenance', () => {
  it.each(['jpeg', 'png', 'webp'] as const)(
    'of a %s that says it was generated fails liveness',
    async (format) => {
      const file = await sharp(selfie).withXmp(packet('trainedAlgorithmicMedia')).toFormat(format).toBuffer();
      const { accepted, inspections } = await inspector.inspect(file);
      expect(accepted).toBe(false);
      expect(codes(inspections.liveness.findings)).toEqual(['generated_image_declared']);
      expect(inspections.liveness.findings[0]).toMatchObject({
        message: expect.stringContaining('trainedAlgorithmicMedia'),
        score: 0,
      });
      expect(inspections.liveness).toMatchObject({
        outcome: 'failed',
        score: 0,
        evidence: { provenance: { digitalSourceTypes: ['trainedAlgorithmicMedia'] } },
      });
    },
  );

  it('that speaks for a photo changes nothing but what is reported', async () => {
    const plain = await sharp(selfie).jpeg().toBuffer();
    const told = await sharp(selfie)
      .withXmp(packet('digitalCapture'))
      .withExif({
        IFD0: { Make: 'Maker', Model: 'One', Software: 'Camera 1.0' },
        IFD2: { ExposureTime: '1/60' },
      })
      .jpeg()
      .toBuffer();
    const [before, after] = [await inspector.inspect(plain), await inspector.inspect(told)];
    expect(before.inspections.liveness.evidence.provenance).toEqual({
      digitalSourceTypes: [],
      c2pa: null,
      software: [],
      generator: null,
      camera: null,
    });
    expect(after.inspections.liveness.evidence.provenance).toEqual({
      digitalSourceTypes: ['digitalCapture'],
      c2pa: null,
      software: ['Camera 1.0'],
      generator: null,
      camera: { make: 'Maker', model: 'One', exposure: true },
    });
    expect(after.inspections.liveness.score).toBe(before.inspections.liveness.score);
    expect(after.inspections.liveness.evidence.cues).toEqual(before.inspections.liveness.evidence.cues);
  });

  it('is of files alone: pixels have none', async () => {
    const { data, info } = await sharp(selfie).raw().toBuffer({ resolveWithObject: true });
    const report = await inspector.inspectPixels({ width: info.width, height: info.height, data });
    expect(report.inspections.liveness.evidence).not.toHaveProperty('provenance');
  });
});
