/**
 * An upload's four forms of body (JSON with base64, multipart, raw image bytes) read into one shape. What a caller says that the
 * image is counts for nothing: telephones and chats name their files as they like, and the bytes say it better.
 */
import { LivePhotoError } from '@livephoto/core';
import { decodeImage } from './base64.ts';
import { validate } from './body.ts';
import { assertFewParts } from './multipart-bounds.ts';
import { inspectionBody, uploadBody } from './schemas.ts';

export interface UploadRequest {
  /** As given, unchecked; undefined when it was not given. */
  readonly clientId: string | undefined;
  readonly performLivenessCheck: boolean;
  readonly bytes: Uint8Array;
}

/** Takes the body in, within its limits. */
export interface UploadBody {
  bytes(): Promise<Uint8Array<ArrayBuffer>>;
  /** Parsed. */
  json(): Promise<unknown>;
}

/**
 * @param needsClient whether a `clientId` belongs to the body.
 * @throws {LivePhotoError} `payload_too_large`, or `invalid_request` naming the field.
 */
export async function readUpload(
  request: Request,
  taken: UploadBody,
  needsClient: boolean,
): Promise<UploadRequest> {
  const type = mediaType(request.headers.get('content-type'));
  if (type.startsWith('image/') || type.startsWith('images/') || type === 'application/octet-stream') {
    const { searchParams } = new URL(request.url);
    const bytes = await taken.bytes();
    return {
      clientId: once('clientId', searchParams.getAll('clientId')) ?? undefined,
      performLivenessCheck: readFlag(
        once('performLivenessCheck', searchParams.getAll('performLivenessCheck')),
      ),
      bytes,
    };
  }
  if (type === 'multipart/form-data') return readMultipart(request, await taken.bytes());

  const body = await taken.json();
  const fields: { clientId?: string; data: string; performLivenessCheck?: boolean | null | undefined } =
    needsClient ? validate(uploadBody, body) : validate(inspectionBody, body);
  return {
    clientId: fields.clientId,
    performLivenessCheck: fields.performLivenessCheck ?? true,
    bytes: decodeImage(fields.data),
  };
}

async function readMultipart(request: Request, bytes: Uint8Array<ArrayBuffer>): Promise<UploadRequest> {
  const headers = { 'Content-Type': request.headers.get('content-type') ?? '' };
  assertFewParts(bytes, headers['Content-Type']);
  let form: FormData;
  try {
    form = await new Response(bytes, { headers }).formData();
  } catch (error) {
    throw new LivePhotoError('invalid_request', 'The multipart body is damaged', { cause: error });
  }
  const image = once('data', form.getAll('data'));
  const query = new URL(request.url).searchParams;
  const field = (name: string) => {
    const value = once(name, form.getAll(name));
    const inQuery = once(name, query.getAll(name));
    if (typeof value !== 'string') return inQuery;
    if (inQuery !== null && inQuery !== value) throw givenTwice(name);
    return value;
  };
  const rest = {
    clientId: field('clientId') ?? undefined,
    performLivenessCheck: readFlag(field('performLivenessCheck')),
  };
  if (image === null) {
    throw new LivePhotoError('invalid_request', "data: the form needs the image in a field 'data'", {
      param: 'data',
    });
  }
  if (typeof image === 'string') {
    return { ...rest, bytes: decodeImage(image) };
  }
  return { ...rest, bytes: new Uint8Array(await image.arrayBuffer()) };
}

/** The value of what may be given once: whoever stands in between may take another one of two for what counts. */
function once<Value>(name: string, values: readonly Value[]): Value | null {
  if (values.length > 1) throw givenTwice(name);
  return values[0] ?? null;
}

function givenTwice(name: string): LivePhotoError {
  return new LivePhotoError('invalid_request', `${name}: is given more than once`, { param: name });
}

function mediaType(header: string | null): string {
  return (header ?? '').split(';')[0]!.trim().toLowerCase();
}

function readFlag(value: string | null): boolean {
  if (value === null || value === 'true') return true;
  if (value === 'false') return false;
  throw new LivePhotoError('invalid_request', 'performLivenessCheck: must be true or false', {
    param: 'performLivenessCheck',
  });
}
