/** Gets a token and sends the photo with it; a token that ran out meanwhile is replaced once. */
import { CaptureError } from './capture-error.ts';
import type { CaptureOptions } from './session-host.ts';
import { type ClientToken, newIdempotencyKey, type StoredLivePhoto, upload } from './upload.ts';

export interface SendPhotoOptions {
  readonly options: CaptureOptions;
  readonly onProgress: (share: number) => void;
  readonly signal: AbortSignal;
}

/** @throws {CaptureError} what `upload` throws, and `token_refused` when no token can be had. */
export async function sendPhoto(
  photo: Blob,
  { options, onProgress, signal }: SendPhotoOptions,
): Promise<StoredLivePhoto> {
  const { api, performLivenessCheck, tokenProvider } = options;
  if (api === undefined)
    throw new CaptureError('upload_failed', "Set 'api' to the URL of the Live Photos API");
  const idempotencyKey = newIdempotencyKey();
  const attempt = async () => {
    const token = await getToken(options);
    return upload({ api, photo, token, idempotencyKey, performLivenessCheck, onProgress, signal });
  };
  try {
    return await attempt();
  } catch (error) {
    const isStale = error instanceof CaptureError && error.code === 'token_refused';
    if (!isStale || !tokenProvider || options.session || signal.aborted) throw error;
    return attempt();
  }
}

async function getToken({ token, tokenProvider, clientId, session }: CaptureOptions): Promise<ClientToken> {
  // The session knows whose photo it will be.
  if (session) return { token: session };
  let given: ClientToken | string | undefined;
  try {
    given = tokenProvider ? await tokenProvider() : token;
  } catch (error) {
    throw CaptureError.from(error, 'upload_failed');
  }
  if (!given) throw new CaptureError('token_refused', "Set 'token' or 'tokenProvider'");
  const known = typeof given === 'string' ? { token: given } : given;
  return { ...(clientId === undefined ? {} : { clientId }), ...known };
}
