import { describe, expect, it } from 'vitest';
import { readCapture } from './capture-body.ts';

const picture = () => new Blob([new Uint8Array(40_000)]);

/** Six frames and a still, with this as the part `capture`. */
async function read(capture: string | Blob) {
  const form = new FormData();
  form.append('capture', capture);
  form.append('signature', 'A'.repeat(43));
  for (let i = 0; i < 6; i++) form.append('frame', picture(), `${i}.jpg`);
  form.append('still', picture(), 'still.jpg');
  const request = new Request('http://localhost/', { method: 'POST', body: form });
  return readCapture(request, async () => new Uint8Array(await request.arrayBuffer()));
}

const description = {
  challenge: 'f'.repeat(24),
  frames: Array.from({ length: 6 }, (_, i) => ({ at: 100 * i })),
  still: { at: 600 },
};

describe('the body of a capture', () => {
  it('is its pictures, and what is said of them', async () => {
    const capture = await read(JSON.stringify(description));
    expect(capture.description).toEqual(description);
    expect(capture.frames).toHaveLength(6);
  });

  it.each([
    ['', 'capture: is not valid JSON'],
    ['{"frames":', 'capture: is not valid JSON'],
    ['[]', 'capture: must be a JSON object'],
    ['{}', 'capture.challenge: is required'],
    [
      JSON.stringify({ ...description, frames: [{ at: 'soon' }] }),
      'capture.frames.0.at: must be a time in milliseconds',
    ],
    ['{"still": {"at": 1e999}}', 'capture.still.at: is too large a number'],
    [`${'['.repeat(50)}${']'.repeat(50)}`, 'capture: is nested deeper than 16 levels'],
    [`[${'1,'.repeat(3000)}1]`, 'capture: has more than 2000 values'],
    ['x'.repeat(20_000), 'capture: is larger than 16384 bytes'],
  ])('whose part says %j is refused by its name', async (part, message) => {
    const param = message.split(':')[0];
    await expect(read(part)).rejects.toMatchObject({ type: 'invalid_request', message, param });
  });
});
