import { parsePolicy, policies } from '@livephoto/core';
import { expect, it } from 'vitest';
import { policyFile, policyText, wholePolicy, withNumber } from './policy-file.ts';

it.each(Object.values(policies))('writes $name as itself and nothing more', (policy) => {
  expect(policyFile(policy)).toEqual({ extends: policy.name, name: policy.name });
  expect(parsePolicy(policyText(policy))).toEqual(policy);
});

it('writes what differs from the nearest one, and reads it again', () => {
  const head = `sha256:${'a'.repeat(64)}`;
  const kiosk = {
    ...policies.strict,
    name: 'kiosk',
    obstructions: {
      ...policies.strict.obstructions,
      minVisibility: { ...policies.strict.obstructions.minVisibility, mouth: 0 },
    },
    liveness: { ...policies.strict.liveness, fusion: { bias: 2.5 }, head },
  };
  expect(policyFile(kiosk)).toEqual({
    extends: 'strict',
    name: 'kiosk',
    obstructions: { minVisibility: { mouth: 0 } },
    liveness: { fusion: { bias: 2.5 }, head },
  });
  expect(parsePolicy(policyText(kiosk))).toEqual(kiosk);
});

it('changes one number, and calls what came with livephoto by another name', () => {
  const changed = withNumber(wholePolicy('default'), ['orientation', 'maxYaw'], 12);
  expect(policyFile(changed)).toEqual({ extends: 'default', name: 'custom', orientation: { maxYaw: 12 } });
  const deeper = withNumber({ ...changed, name: 'kiosk' }, ['obstructions', 'minQuality', 'sharpness'], 70);
  expect(deeper.name).toBe('kiosk');
  expect(deeper.obstructions.minQuality).toEqual({
    ...policies.default.obstructions.minQuality,
    sharpness: 70,
  });
  expect(policies.default.orientation.maxYaw).toBe(20);
});
