/** What an ICC profile calls itself, for a report that says which one was left out. */
import { hasAscii } from './foreign-formats.ts';

const headerBytes = 128;
const maxTags = 100;
const maxCharacters = 60;

/** Said of a profile that is damaged, or has no name that can be printed. */
export const namelessProfile = 'unnamed profile';

/** The name in a profile's `desc` tag: printable ASCII, 60 characters at most, as it comes from a stranger. */
export function profileName(profile: Uint8Array): string {
  const text = [...(readDescription(profile) ?? '')]
    .filter((character) => character >= ' ' && character <= '~')
    .join('')
    .trim()
    .slice(0, maxCharacters);
  return text === '' ? namelessProfile : text;
}

/** Colours by the numbers of ITU-T H.273, as `cICP` and `nclx` give them. */
export function codeName(primaries: number, curve: number): string {
  return `code ${primaries}/${curve}`;
}

function readDescription(profile: Uint8Array): string | undefined {
  if (!hasAscii(profile, 36, 'acsp') || profile.length < headerBytes + 4) return undefined;
  const view = new DataView(profile.buffer, profile.byteOffset, profile.byteLength);
  const count = Math.min(maxTags, view.getUint32(headerBytes));
  for (let entry = headerBytes + 4; entry + 12 <= profile.length; entry += 12) {
    if (entry >= headerBytes + 4 + count * 12) return undefined;
    if (!hasAscii(profile, entry, 'desc')) continue;
    const at = view.getUint32(entry + 4);
    const tag = profile.subarray(at, at + view.getUint32(entry + 8));
    return hasAscii(tag, 0, 'mluc') ? readLocalised(tag) : readPlain(tag);
  }
  return undefined;
}

/** Version 2: how many characters, and ASCII. */
function readPlain(tag: Uint8Array): string | undefined {
  if (!hasAscii(tag, 0, 'desc') || tag.length < 12) return undefined;
  const length = new DataView(tag.buffer, tag.byteOffset).getUint32(8);
  return String.fromCharCode(...tag.subarray(12, 12 + Math.min(length, maxCharacters)));
}

/** Version 4: UTF-16 in several languages, of which the first counts. */
function readLocalised(tag: Uint8Array): string | undefined {
  if (tag.length < 28) return undefined;
  const view = new DataView(tag.buffer, tag.byteOffset, tag.byteLength);
  const length = Math.min(view.getUint32(20), maxCharacters * 2);
  const from = view.getUint32(24);
  let text = '';
  for (let at = from; at + 2 <= Math.min(tag.length, from + length); at += 2) {
    text += String.fromCharCode(view.getUint16(at));
  }
  return text;
}
