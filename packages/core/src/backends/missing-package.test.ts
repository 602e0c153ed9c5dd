import { expect, it } from 'vitest';
import { missingPackage } from './missing-package.ts';

it('names the package, its version, and the command that installs it', () => {
  const cause = new Error('Cannot find package');
  expect(missingPackage('native', 'onnxruntime-node', cause)).toMatchObject({
    type: 'inference_failed',
    message: expect.stringMatching(/'onnxruntime-node', 1\.30 or newer: .*npm install onnxruntime-node/),
    cause,
  });
});
