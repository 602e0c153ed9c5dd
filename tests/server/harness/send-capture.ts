/** Sends a film as a page does: times and signals signed with the challenge's nonce. */
import type { TurnDirection } from '@livephoto/core';
import type { Film } from './film.ts';
import type { Answer, TestServer } from './server.ts';

export interface DrawnChallenge {
  readonly id: string;
  readonly nonce: string;
  readonly turns: readonly TurnDirection[];
}

export interface CaptureChanges {
  readonly signals?: object;
  readonly signature?: string;
  /** What the form is to hold in place of what a page sends. */
  readonly form?: (form: FormData) => void;
  readonly headers?: Record<string, string>;
}

export async function captureForm(
  challenge: Pick<DrawnChallenge, 'id' | 'nonce'>,
  { frames, still }: Film,
  { signals = { source: 'camera', camera: 'test' }, signature, form: change }: CaptureChanges = {},
): Promise<FormData> {
  const capture = JSON.stringify({
    challenge: challenge.id,
    frames: frames.map(({ at }) => ({ at })),
    still: { at: still.at },
    signals,
  });
  const form = new FormData();
  form.set('capture', capture);
  form.set('signature', signature ?? (await sign(challenge.nonce, capture)));
  for (const { image } of frames) form.append('frame', jpeg(image), 'frame.jpg');
  form.set('still', jpeg(still.image), 'still.jpg');
  change?.(form);
  return form;
}

export async function sendCapture(
  server: Pick<TestServer, 'call'>,
  token: string,
  challenge: Pick<DrawnChallenge, 'id' | 'nonce'>,
  film: Film,
  changes: CaptureChanges = {},
): Promise<Answer> {
  const body = await captureForm(challenge, film, changes);
  // While a film is made, the server may end the connection that was idle; a request that may fail finds out.
  await server.call('GET', '/v1/captureSessions/current', { key: token }).catch(() => {});
  return server.call('POST', '/v1/captureSessions/current/captures', {
    key: token,
    body,
    ...(changes.headers ? { headers: changes.headers } : {}),
  });
}

async function sign(nonce: string, text: string): Promise<string> {
  const encoder = new TextEncoder();
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', encoder.encode(nonce), algorithm, false, ['sign']);
  const bytes = await crypto.subtle.sign('HMAC', key, encoder.encode(text));
  return Buffer.from(bytes).toString('base64url');
}

function jpeg(bytes: Uint8Array): Blob {
  return new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' });
}
