import { describe, expect, it } from 'vitest';
import type { LabelledPhoto } from './labels.ts';
import { evenSample } from './sample.ts';

const group = (source: string, label: string, count: number): LabelledPhoto[] =>
  Array.from({ length: count }, (_, index) => ({
    path: `${source}/${label}-${index}`,
    file: '',
    source,
    repository: source,
    category: 'liveness',
    label,
    extra: {},
    standing: 'firm',
  }));

const photos = [...group('big', 'real', 50), ...group('big', 'spoof', 400), ...group('small', 'real', 3)];
const counts = (sample: readonly LabelledPhoto[]) =>
  ['big/real', 'big/spoof', 'small/real'].map(
    (prefix) => sample.filter(({ path }) => path.startsWith(prefix)).length,
  );

describe('evenSample', () => {
  it('deals evenly over sources and labels', () => {
    expect(counts(evenSample(photos, 30))).toEqual([14, 13, 3]);
    expect(counts(evenSample(photos, 2))).toEqual([1, 1, 0]);
  });

  it('is the same every time, and another with another seed', () => {
    expect(evenSample(photos, 30)).toEqual(evenSample(photos, 30));
    expect(evenSample(photos, 30, 2)).not.toEqual(evenSample(photos, 30));
  });

  it('keeps the order of the labels file and takes all when all fit', () => {
    const sample = evenSample(photos, 40);
    expect(sample).toEqual(photos.filter((photo) => sample.includes(photo)));
    expect(evenSample(photos, 453)).toEqual(photos);
  });
});
