import { describe, expect, it } from 'vitest';
import { describeCamera, FrameWatch, isVirtualCamera } from './camera-signals.ts';

it.each([
  ['OBS Virtual Camera', true],
  ['ManyCam Video Source', true],
  ['Dummy video device (0x0000)', true],
  ['fake_device_0', true],
  ['FaceTime HD Camera', false],
  ['Integrated Webcam (0bda:5520)', false],
  ['Front Camera', false],
  ['', false],
])('%j is a virtual camera: %s', (label, expected) => {
  expect(isVirtualCamera(label)).toBe(expected);
});

it('describes a camera that tells nothing of itself, and cuts what is too long', () => {
  const track = { label: 'x'.repeat(5000), getSettings: () => ({}) } as MediaStreamTrack;
  expect(describeCamera(track)).toEqual({
    source: 'camera',
    camera: 'x'.repeat(100),
    virtualCamera: false,
    missingCapabilities: [],
  });
  const capable = { ...track, label: 'a', getCapabilities: () => ({ width: { max: 1 } }) };
  expect(describeCamera(capable as unknown as MediaStreamTrack).missingCapabilities).toEqual([
    'height',
    'frameRate',
    'deviceId',
  ]);
});

describe('FrameWatch', () => {
  const pixels = (value: number) => new Uint8ClampedArray([value, value, value, 255]);
  const seen = (patches: readonly number[], wholes: readonly number[]) => {
    const watch = new FrameWatch();
    patches.forEach((patch, i) => {
      watch.feed(pixels(patch), pixels(wholes[i]!));
    });
    return watch.signals;
  };

  it('notices a picture that never changes, and one without noise', () => {
    const same = Array<number>(8).fill(7);
    const other = [1, 2, 3, 4, 5, 6, 7, 8];
    expect(seen(same, same)).toEqual({ noiseless: true, constantFrame: true });
    expect(seen(same, other)).toEqual({ noiseless: true, constantFrame: false });
    expect(seen(other, other)).toEqual({ noiseless: false, constantFrame: false });
  });

  it('says nothing of a few frames', () => {
    expect(seen([7, 7, 7], [7, 7, 7])).toEqual({ noiseless: false, constantFrame: false });
  });
});
