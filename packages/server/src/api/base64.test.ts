import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64, decodeImage, encodeBase64 } from './base64.ts';

const bytes = fc.uint8Array({ maxLength: 5000 });

describe('base64', () => {
  it('is what Buffer makes of it, both ways, in every spelling', () => {
    fc.assert(
      fc.property(bytes, (data) => {
        const text = Buffer.from(data).toString('base64');
        expect(encodeBase64(data)).toBe(text);
        const wrapped = text.replace(/(.{1,76})/g, '$1\r\n');
        for (const spelling of [
          text,
          wrapped,
          text.replace(/=+$/, ''),
          Buffer.from(data).toString('base64url'),
        ]) {
          expect(Buffer.compare(decodeBase64(spelling), data)).toBe(0);
        }
        expect(Buffer.compare(decodeImage(`data:image/png;base64,${wrapped}`), data)).toBe(0);
      }),
    );
  });

  it('takes an image of 4 MB in less time than a request may notice', () => {
    const image = crypto.getRandomValues(new Uint8Array(65_536));
    const text = encodeBase64(image).replace(/=+$/, '').repeat(64);
    // The processor's time: the clock's depends on what else the machine does.
    const start = process.cpuUsage();
    decodeBase64(text);
    expect(process.cpuUsage(start).user).toBeLessThan(500_000);
  });

  it('refuses what is none, and says where it ends', () => {
    const errors = {
      'AAAA*AAA': 'The data is not base64: character 5 does not belong there',
      'AA=AAAAA': 'The data is not base64: character 3 does not belong there',
      AAAAA: 'The data is not base64: its last character is missing',
      é: 'The data is not base64: character 1 does not belong there',
      'data:image/png,%89PNG': 'A data URL must hold base64: data:image/jpeg;base64,…',
      'http://example.com/selfie.jpg': 'The data is not base64: character 5 does not belong there',
    };
    for (const [text, message] of Object.entries(errors)) {
      expect(() => decodeImage(text)).toThrow(message);
    }
    expect(decodeBase64('')).toHaveLength(0);
    expect(decodeBase64('====')).toHaveLength(0);
  });

  it('never throws anything else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        try {
          decodeImage(text);
        } catch (error) {
          expect(error).toMatchObject({ type: 'invalid_request', param: 'data' });
        }
      }),
    );
  });
});
