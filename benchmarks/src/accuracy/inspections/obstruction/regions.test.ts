import { describe, expect, it } from 'vitest';
import { namingOf } from './regions.ts';

describe('namingOf', () => {
  it.each([
    ['mask', ['mouth_obstructed', 'nose_obstructed', 'chin_obstructed'], 'every region'],
    ['mask', ['mouth_obstructed'], 'a right region'],
    ['mask', ['chin_obstructed'], 'another region'],
    ['mask', ['face_too_small', 'multiple_faces_detected'], 'nothing'],
    ['sunglasses', ['left_eye_obstructed', 'right_eye_obstructed'], 'every region'],
    ['sunglasses', ['right_eye_obstructed'], 'a right region'],
    ['sunglasses', ['forehead_obstructed'], 'another region'],
    ['cropped', ['face_cropped'], 'every region'],
    ['cropped', ['cheeks_obstructed'], 'another region'],
    ['hand', ['cheeks_obstructed'], 'every region'],
    [undefined, ['nose_obstructed'], 'every region'],
    ['hair', [], 'nothing'],
  ] as const)('%s with %j names %s', (occlusion, found, naming) => {
    expect(namingOf(occlusion, found)).toBe(naming);
  });
});
