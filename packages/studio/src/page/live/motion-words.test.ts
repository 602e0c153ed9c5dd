import { expect, it } from 'vitest';
import { signalWords } from './motion-words.ts';

it('tells the hints of a camera, and leaves out what is not so', () => {
  const signals = {
    source: 'camera',
    camera: 'OBS Virtual Camera',
    virtualCamera: true,
    noiseless: false,
    missingCapabilities: ['frameRate', 'deviceId'],
    width: 1280,
  };
  expect(signalWords(signals)).toBe(
    'source camera, camera OBS Virtual Camera, virtualCamera, missingCapabilities frameRate, deviceId, width 1280',
  );
  expect(signalWords({ noiseless: false, missingCapabilities: [] })).toBe('none');
});
