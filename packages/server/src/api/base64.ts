/** Base64 of images: strict about what it is, tolerant of how clients wrap it. */
import { LivePhotoError } from '@livephoto/core';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const skip = 0xfe;
const invalid = 0xff;

const values = new Uint8Array(256).fill(invalid);
for (let i = 0; i < 64; i++) values[alphabet.charCodeAt(i)] = i;
values['-'.charCodeAt(0)] = 62;
values['_'.charCodeAt(0)] = 63;
for (const space of ' \t\r\n') values[space.charCodeAt(0)] = skip;

const dataUrl = /^\s*data:([^,;]{0,100})((?:;[^,;]{0,100}){0,8}),/i;

/**
 * Decodes base64 or base64url, with or without padding, line breaks and a data-URL prefix.
 * @throws {LivePhotoError} `invalid_request` (param `data`), saying where the text stops being base64.
 */
export function decodeImage(text: string): Uint8Array {
  const prefix = dataUrl.exec(text.slice(0, 1024));
  if (prefix && !/;base64$/i.test(prefix[2] ?? '')) {
    throw refused('A data URL must hold base64: data:image/jpeg;base64,…');
  }
  return decodeBase64(text, prefix ? prefix[0].length : 0);
}

/** @param start where in `text` the base64 begins. */
export function decodeBase64(text: string, start = 0): Uint8Array {
  let end = text.length;
  while (end > start && isPaddingOrSpace(text.charCodeAt(end - 1))) end -= 1;
  const out = new Uint8Array(Math.ceil(((end - start) * 3) / 4));
  let length = 0;
  let bits = 0;
  let buffered = 0;
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    const value = code < 256 ? values[code]! : invalid;
    if (value === skip) continue;
    if (value === invalid) throw refused(`The data is not base64: character ${i + 1} does not belong there`);
    buffered = (buffered << 6) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out[length++] = (buffered >> bits) & 0xff;
    }
  }
  // One character alone holds less than a byte: the text was cut.
  if (bits === 6) throw refused('The data is not base64: its last character is missing');
  return out.subarray(0, length);
}

/** Base64 with padding, without line breaks. */
export function encodeBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  // A multiple of three, so that only the last part has padding, and few enough for one call.
  const step = 3 * 8192;
  for (let i = 0; i < bytes.length; i += step) {
    parts.push(btoa(String.fromCharCode(...bytes.subarray(i, i + step))));
  }
  return parts.join('');
}

function isPaddingOrSpace(code: number): boolean {
  return code === 0x3d || values[code] === skip;
}

function refused(message: string): LivePhotoError {
  return new LivePhotoError('invalid_request', message, { param: 'data' });
}
