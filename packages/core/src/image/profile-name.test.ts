import { describe, expect, it } from 'vitest';
import { codeName, namelessProfile, profileName } from './profile-name.ts';
import { sniffImage } from './sniff.ts';
import { quadrantsAvif } from './testing/heif-fixtures.ts';
import { encodeJpeg } from './testing/jpeg-encoder.ts';
import { ascii } from './testing/jpeg-writer.ts';
import { join } from './testing/png-writer.ts';
import { iccProfile } from './testing/profiles.ts';

const number = (value: number) => [24, 16, 8, 0].map((shift) => (value >> shift) & 255);
const plain = (name: string) => [...ascii('desc\0\0\0\0'), ...number(name.length + 1), ...ascii(name), 0];
const localised = (name: string) => [
  ...ascii('mluc\0\0\0\0'),
  ...[1, 12].flatMap(number),
  ...ascii('enUS'),
  ...[name.length * 2, 28].flatMap(number),
  ...[...name].flatMap((character) => [character.charCodeAt(0) >> 8, character.charCodeAt(0) & 255]),
];

/** A profile of a space that nobody applies, with one tag more. */
function named(tag: readonly number[], { size = tag.length } = {}): Uint8Array {
  const profile = iccProfile('prophoto');
  const count = profile[131]!;
  const entry = [...ascii('desc'), ...number(profile.length + 12), ...number(size)];
  const grown = join([
    profile.subarray(0, 132),
    Uint8Array.from(entry),
    profile.subarray(132),
    Uint8Array.from(tag),
  ]);
  grown[131] = count + 1;
  // What lies behind the table of tags has moved.
  const view = new DataView(grown.buffer);
  for (let at = 144; at < 144 + count * 12; at += 12) view.setUint32(at + 4, view.getUint32(at + 4) + 12);
  return grown;
}

function jpegWith(profile: Uint8Array, components = 3): Uint8Array {
  const sampling = Array.from({ length: components }, () => [1, 1] as const);
  const jpeg = encodeJpeg({ width: 64, height: 64, sampling, sample: () => 100 });
  const segment = [...ascii('ICC_PROFILE\0'), 1, 1, ...profile];
  const length = segment.length + 2;
  return join([
    jpeg.subarray(0, 2),
    Uint8Array.of(0xff, 0xe2, length >> 8, length & 255, ...segment),
    jpeg.subarray(2),
  ]);
}

describe('a profile that is not applied', () => {
  it('is called what it calls itself', () => {
    expect(profileName(named(plain('ProPhoto RGB')))).toBe('ProPhoto RGB');
    expect(profileName(named(localised('eciRGB v2')))).toBe('eciRGB v2');
    expect(sniffImage(jpegWith(named(plain('ProPhoto RGB'))))).toMatchObject({
      colorSpace: 'other',
      ignoredProfile: 'ProPhoto RGB',
    });
  });

  it('of inks is named too', () => {
    for (const components of [1, 4])
      expect(sniffImage(jpegWith(named(plain('FOGRA39')), components)).ignoredProfile).toBe('FOGRA39');
  });

  it('cannot write what it likes into a report', () => {
    expect(profileName(named(localised('a\n\u001b[31mb\u202ec')))).toBe('a[31mbc');
    expect(profileName(named(plain('x'.repeat(500))))).toHaveLength(60);
    expect(profileName(named(localised('x'.repeat(500))))).toHaveLength(60);
  });

  it('may be damaged', () => {
    for (const profile of [
      new Uint8Array(0),
      new Uint8Array(500),
      iccProfile('prophoto'),
      named(plain('')),
      named(plain('gone'), { size: 3 }),
      named(localised('gone'), { size: 20 }),
      named(ascii('text')),
    ]) {
      expect(profileName(profile)).toBe(namelessProfile);
    }
    const whole = named(localised('eciRGB v2'));
    for (let length = 0; length < whole.length; length++) {
      expect(typeof profileName(whole.subarray(0, length))).toBe('string');
    }
  });

  it('is not spoken of where there is none, or where it was applied', () => {
    for (const file of [jpegWith(iccProfile('srgb')), jpegWith(iccProfile('display-p3')), quadrantsAvif]) {
      expect(sniffImage(file)).not.toHaveProperty('ignoredProfile');
    }
    expect(codeName(9, 16)).toBe('code 9/16');
  });
});
