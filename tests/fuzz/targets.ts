/** What strangers' bytes reach first: the sniffer, the decoders, and the parsers of requests. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createWasmDecoder, LivePhotoError, sniffImage } from '@livephoto/core';
import { decodeImage } from '../../packages/server/src/api/base64.ts';
import { parsePart, parseWatched, watchJson } from '../../packages/server/src/api/body.ts';
import { tolerantPath } from '../../packages/server/src/api/paths.ts';
import { readUpload } from '../../packages/server/src/api/upload-body.ts';
import type { FuzzTarget } from './coverage-guided.ts';

const require = createRequire(import.meta.url);
const text = (value: string) => new TextEncoder().encode(value);
const isTyped = (error: unknown) => error instanceof LivePhotoError;

/** Samples that are small enough to be decoded some hundred times a second, of every kind. */
const pictures = ['selfie.jpg', 'exif-6.jpg'].map((name) =>
  Uint8Array.from(readFileSync(new URL(`../../samples/${name}`, import.meta.url))),
);
/** 1 × 1 grey: too small for an inspection, and the way into the PNG reader. */
const png = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=='),
  (character) => character.charCodeAt(0),
);

export function fuzzTargets(): readonly FuzzTarget[] {
  const images = new WebAssembly.Module(readFileSync(require.resolve('@livephoto/core/images.wasm')));
  const decoder = createWasmDecoder({ images });
  const form =
    '--b\r\nContent-Disposition: form-data; name="data"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n\xff\xd8\r\n--b--\r\n';
  return [
    {
      name: 'sniff',
      seeds: [...pictures.map((bytes) => bytes.slice(0, 4096)), ...pictures, png],
      run: (input) => sniffImage(input),
      isExpected: isTyped,
    },
    {
      name: 'decode',
      seeds: [...pictures, png],
      async run(input) {
        const info = sniffImage(input);
        const image = await decoder.decode(input, info, { longestSide: 64 });
        if (image.data.length !== image.width * image.height * 3) throw new Error('pixels do not fill it');
      },
      isExpected: isTyped,
    },
    {
      name: 'json',
      seeds: [
        '{"clientId":"0123","data":"/9j/","performLivenessCheck":true}',
        '[1,{"a":[]}]',
        '"\\u0041\\""',
      ].map(text),
      run: (input) => parsePart(input, 'capture'),
      isExpected: isTyped,
    },
    {
      name: 'base64',
      seeds: ['/9j/4AAQSkZJRg==', 'data:image/jpeg;base64,_9j-4A', ' \r\n/9j/\n'].map(text),
      run: (input) => decodeImage(new TextDecoder().decode(input)),
      isExpected: isTyped,
    },
    {
      name: 'path',
      seeds: ['http://h/v1//livePhotos/%41/?a=b', 'http://h/%', 'http://h/v1/livePhotos/../x#y'].map(text),
      run: (input) => tolerantPath(new TextDecoder().decode(input)),
      isExpected: isTyped,
    },
    {
      name: 'upload',
      seeds: [
        text(`multipart/form-data; boundary=b\n${form}`),
        text('application/json\n{"data":"/9j/"}'),
        text('image/jpeg\n\xff\xd8'),
      ],
      run(input) {
        const split = input.indexOf(0x0a);
        // What HTTP itself would not let through as a header is not this target's business.
        const type = new TextDecoder('latin1')
          .decode(input.subarray(0, Math.max(0, split)))
          .replace(/[^\x20-\x7e]/g, '');
        const body = input.slice(split + 1);
        const request = new Request('http://h/v1/livePhotos', {
          method: 'POST',
          headers: { 'Content-Type': type },
          body,
        });
        const json = async () => {
          const watch = watchJson();
          // In pieces, as networks bring it.
          for (let at = 0; at < body.length; at += 7) watch(body.subarray(at, at + 7));
          return parseWatched(body);
        };
        return readUpload(request, { bytes: async () => body, json }, true);
      },
      isExpected: isTyped,
    },
  ];
}
