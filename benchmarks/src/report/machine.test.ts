import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { machineClass, packageFolder, thisMachine, versionsOf } from './machine.ts';

describe('thisMachine', () => {
  it('says how much there is of it', () => {
    const machine = thisMachine();
    expect(machine.cores).toBeGreaterThan(0);
    expect(machine.memory).toBeGreaterThan(100e6);
    expect(machineClass(machine)).toMatch(/^\d+ cores?, (x64|arm64)$/);
  });
});

describe('versionsOf', () => {
  it('reads what is installed, also of packages that hide their package.json, and leaves out what is not', async () => {
    const versions = await versionsOf(['onnxruntime-web', 'tinybench', 'not-installed-anywhere']);
    expect(Object.keys(versions)).toEqual(['node', 'onnxruntime-web', 'tinybench']);
    expect(versions['onnxruntime-web']).toMatch(/^\d+\.\d+\.\d+/);
  });
});

describe('packageFolder', () => {
  it('is a folder with a package.json in it', async () => {
    expect(existsSync(join((await packageFolder('hono'))!, 'package.json'))).toBe(true);
    expect(await packageFolder('not-installed-anywhere')).toBeUndefined();
  });
});
