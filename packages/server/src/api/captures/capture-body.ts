/** Reads the multipart body of a capture: every limit before anything is decoded. */
import { captureLimits, LivePhotoError, livePhotoSize } from '@livephoto/core';
import { z } from 'zod';
import { sha256, toHex } from '../../encoding.ts';
import { parsePart, validate } from '../body.ts';
import { assertFewParts } from '../multipart-bounds.ts';

/** Bytes. */
const maxDescription = 16_384;
const maxSignals = 4_096;

const moment = z.object({ at: z.number({ error: 'must be a time in milliseconds' }) });
export const captureDescription = z
  .object({
    challenge: z.string().describe('The `id` of the challenge that is answered.'),
    frames: z.array(moment).describe('One for each part `frame`, in the same order.'),
    still: moment,
    signals: z
      .looseObject({ source: z.enum(['camera', 'file']).optional() })
      .optional()
      .describe('What the page noticed: hints, at most 4 KB.'),
  })
  .meta({ id: 'CaptureDescription' });

/** As OpenAPI has it. */
export const captureForm = z
  .object({
    capture: z.string().describe('JSON: CaptureDescription.'),
    signature: z
      .string()
      .describe('HMAC-SHA-256 of the bytes of `capture`, base64url; the key is `nonce` as text.'),
    frame: z.array(z.string().meta({ format: 'binary' })).describe('6 to 40 parts, JPEG, not mirrored.'),
    still: z.string().meta({ format: 'binary' }).describe('The photo: JPEG, PNG, WebP, HEIC or AVIF.'),
  })
  .meta({ id: 'CaptureRequest' });

export interface CaptureRequest {
  readonly description: z.output<typeof captureDescription>;
  /** The bytes that were signed, and the signature. */
  readonly signed: Uint8Array<ArrayBuffer>;
  readonly signature: string;
  readonly still: Uint8Array;
  readonly frames: readonly Uint8Array[];
  /** SHA-256 of the pictures and what was said of them, hex. */
  readonly fingerprint: string;
}

/**
 * @param read takes the body in, within its limits.
 * @throws {LivePhotoError} `payload_too_large`, or `invalid_request` naming the part.
 */
export async function readCapture(
  request: Request,
  read: () => Promise<Uint8Array<ArrayBuffer>>,
): Promise<CaptureRequest> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^multipart\/form-data\b/i.test(type)) {
    throw new LivePhotoError('invalid_request', 'A capture is sent as multipart/form-data');
  }
  const bytes = await read();
  assertFewParts(bytes, type, captureLimits.maxFrames + 8);
  const form = await new Response(bytes, { headers: { 'Content-Type': type } })
    .formData()
    .catch((cause: unknown) => {
      throw new LivePhotoError('invalid_request', 'The multipart body is damaged', { cause });
    });
  const signed = await textPart(form, 'capture', maxDescription);
  const signature = new TextDecoder().decode(await textPart(form, 'signature', 100));
  const description = describe(signed);
  const frames = form.getAll('frame');
  assertCounts(frames.length, description.frames.length);
  const files = await Promise.all(frames.map((frame, i) => filePart(frame, `Frame ${i + 1}`, 'frames')));
  const still = await filePart(form.get('still'), 'The still', 'still');
  assertStill(still);
  return {
    description,
    signed,
    signature,
    still,
    frames: files,
    fingerprint: await fingerprintOf([signed, still, ...files]),
  };
}

function describe(signed: Uint8Array<ArrayBuffer>): z.output<typeof captureDescription> {
  const description = validate(captureDescription, parsePart(signed, 'capture'), 'capture');
  if (JSON.stringify(description.signals ?? {}).length > maxSignals) {
    throw wrong(`capture: signals are larger than ${maxSignals} bytes`, 'capture');
  }
  return description;
}

function assertCounts(frames: number, described: number): void {
  const { minFrames, maxFrames } = captureLimits;
  if (frames < minFrames || frames > maxFrames) {
    throw wrong(`A capture has ${minFrames} to ${maxFrames} frames, not ${frames}`, 'frames');
  }
  if (frames !== described) {
    throw wrong(`capture: describes ${described} frames, but ${frames} came`, 'frames');
  }
}

function assertStill({ length }: Uint8Array): void {
  if (length >= livePhotoSize.min && length <= livePhotoSize.max) return;
  throw wrong('Image file size should be between 34KB and 4MB', 'still');
}

async function textPart(form: FormData, name: string, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const part = form.get(name);
  if (part === null) throw wrong(`${name}: the form needs this part`, name);
  const bytes =
    typeof part === 'string' ? new TextEncoder().encode(part) : new Uint8Array(await part.arrayBuffer());
  if (bytes.length > limit) throw wrong(`${name}: is larger than ${limit} bytes`, name);
  return bytes;
}

async function filePart(part: FormDataEntryValue | null, what: string, param: string): Promise<Uint8Array> {
  if (part === null || typeof part === 'string') throw wrong(`${what} must be a file`, param);
  if (param === 'frames' && part.size > captureLimits.maxFrameSize) {
    throw new LivePhotoError(
      'payload_too_large',
      `${what} has ${part.size} bytes; at most ${captureLimits.maxFrameSize} are allowed`,
      { param },
    );
  }
  return new Uint8Array(await part.arrayBuffer());
}

async function fingerprintOf(parts: readonly Uint8Array[]): Promise<string> {
  const hashes = await Promise.all(parts.map(async (part) => toHex(await sha256(part))));
  return toHex(await sha256(hashes.join(' ')));
}

function wrong(message: string, param: string): LivePhotoError {
  return new LivePhotoError('invalid_request', message, { param });
}
