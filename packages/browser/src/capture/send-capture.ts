/** Puts a capture into one multipart request, signed with the challenge's nonce. */
import type { DrawnChallenge, TakenCapture } from './session-api.ts';

/** Whole milliseconds since the first frame: how long the page has been open is nobody's affair. */
export async function captureBody(
  { id, nonce }: Pick<DrawnChallenge, 'id' | 'nonce'>,
  { frames, still, signals }: TakenCapture,
): Promise<FormData> {
  const start = frames[0]?.at ?? still.at;
  const since = ({ at }: { readonly at: number }) => ({ at: Math.round(at - start) });
  const capture = JSON.stringify({
    challenge: id,
    frames: frames.map(since),
    still: since(still),
    signals,
  });
  const form = new FormData();
  form.set('capture', capture);
  form.set('signature', await sign(nonce, capture));
  frames.forEach(({ picture }, i) => {
    form.append('frame', picture, `frame-${i + 1}.jpg`);
  });
  form.set('still', still.picture, 'still.jpg');
  return form;
}

async function sign(nonce: string, text: string): Promise<string> {
  const encoder = new TextEncoder();
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', encoder.encode(nonce), algorithm, false, ['sign']);
  const bytes = new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(text)));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}
