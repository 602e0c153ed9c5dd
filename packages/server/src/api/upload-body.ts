/** An upload's four forms of body (JSON with base64, multipart, raw image bytes) read into one shape. */
import { LivePhotoError } from '@livephoto/core';
import { decodeImage } from './base64.ts';
import { parseJson, validate } from './body.ts';
import { assertFewParts } from './multipart-bounds.ts';
import { inspectionBody, uploadBody } from './schemas.ts';

export interface UploadRequest {
  /** As given, unchecked; undefined when it was not given. */
  readonly clientId: string | undefined;
  readonly performLivenessCheck: boolean;
  readonly bytes: Uint8Array;
}

/**
 * @param read takes the body in, within its limits.
 * @param needsClient whether a `clientId` belongs to the body.
 * @throws {LivePhotoError} `payload_too_large`, or `invalid_request` naming the field.
 */
export async function readUpload(
  request: Request,
  read: () => Promise<Uint8Array<ArrayBuffer>>,
  needsClient: boolean,
): Promise<UploadRequest> {
  const type = mediaType(request.headers.get('content-type'));
  if (type.startsWith('image/') || type.startsWith('images/') || type === 'application/octet-stream') {
    const query = new URL(request.url).searchParams;
    const bytes = await read();
    if (type !== 'application/octet-stream') assertDeclared(bytes, type);
    return {
      clientId: query.get('clientId') ?? undefined,
      performLivenessCheck: readFlag(query.get('performLivenessCheck')),
      bytes,
    };
  }
  if (type === 'multipart/form-data') return readMultipart(request, await read());

  const body = parseJson(await read());
  const fields: { clientId?: string; data: string; performLivenessCheck?: boolean | null | undefined } =
    needsClient ? validate(uploadBody, body) : validate(inspectionBody, body);
  const { bytes, declaredType } = decodeImage(fields.data);
  if (declaredType) assertDeclared(bytes, mediaType(declaredType));
  return {
    clientId: fields.clientId,
    performLivenessCheck: fields.performLivenessCheck ?? true,
    bytes,
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
  const image = form.get('data');
  const query = new URL(request.url).searchParams;
  const field = (name: string) => {
    const value = form.get(name);
    return typeof value === 'string' ? value : query.get(name);
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
    const decoded = decodeImage(image);
    if (decoded.declaredType) assertDeclared(decoded.bytes, mediaType(decoded.declaredType));
    return { ...rest, bytes: decoded.bytes };
  }
  const content = new Uint8Array(await image.arrayBuffer());
  if (image.type && image.type !== 'application/octet-stream') {
    assertDeclared(content, mediaType(image.type));
  }
  return { ...rest, bytes: content };
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

/** An image under another name than its own points at a mix-up on the caller's side. */
function assertDeclared(bytes: Uint8Array, declared: string): void {
  const name = declared.replace(/^images?\//, '').replace(/^(jpg|pjpeg)$/, 'jpeg');
  const actual = bytes[0] === 0xff && bytes[1] === 0xd8 ? 'jpeg' : bytes[0] === 0x89 ? 'png' : undefined;
  if (actual === undefined || actual === name) return;
  throw new LivePhotoError(
    'invalid_request',
    `The image is image/${actual}, but was declared as ${declared}`,
    {
      param: 'data',
    },
  );
}
