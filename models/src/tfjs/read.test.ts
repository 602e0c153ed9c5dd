import { describe, expect, it } from 'vitest';
import { readTfjsWeights } from './read.ts';

const encode = (text: string) => new TextEncoder().encode(text);
/** As the package has it: 1200 weights of one layer, and three of another. */
const levels = Uint8Array.from({ length: 1203 }, (_, i) => i % 256);
const shard = (bytes: Uint8Array) => encode(`function(){return"${Buffer.from(bytes).toString('base64')}"}`);
const quantised = (name: string, shape: string, more = '') =>
  `{name:"${name}",shape:[${shape}],dtype:"float32",quantization:{min:-.5,scale:.25,dtype:"uint8"${more}}}`;
const manifest = (...entries: string[]) =>
  encode(`a.exports={weightsManifest:[{weights:[${entries.join()}]}]}`);

describe('readTfjsWeights', () => {
  it('widens what eight bits stand for, one tensor after another', () => {
    const weights = readTfjsWeights(
      manifest(quantised('a/kernel', '30,40'), quantised('a/bias', '3')),
      shard(levels),
    );
    expect(weights.get('a/kernel')).toMatchObject({ shape: [30, 40] });
    expect(Array.from(weights.get('a/kernel')!.data.subarray(0, 3))).toEqual([-0.5, -0.25, 0]);
    expect(Array.from(weights.get('a/bias')!.data)).toEqual(
      [1200, 1201, 1202].map((i) => (i % 256) / 4 - 0.5),
    );
  });

  it('reads the sides and numbers that a minifier has shortened', () => {
    const text = quantised('a/kernel', '1.2e3').replace('-.5', '-5e-1');
    const weights = readTfjsWeights(encode(text), shard(levels.subarray(0, 1200)));
    expect(weights.get('a/kernel')).toMatchObject({ shape: [1200] });
    expect(weights.get('a/kernel')!.data[0]).toBe(-0.5);
  });

  it.each([
    [
      'a shard that is too short',
      manifest(quantised('a/kernel', '1300')),
      shard(levels),
      'ends inside of a/kernel',
    ],
    [
      'a shard that is too long',
      manifest(quantised('a/kernel', '1200')),
      shard(levels),
      'knows 1200 of the 1203',
    ],
    ['a shard without weights', manifest(), encode('function(){}'), 'no weights in base64'],
    [
      'another type',
      encode(quantised('a/kernel', '1203').replace('uint8', 'uint16')),
      shard(levels),
      'a/kernel is stored as uint16',
    ],
  ])('refuses %s', (_, model, bytes, message) => {
    expect(() => readTfjsWeights(model, bytes)).toThrow(message);
  });
});
