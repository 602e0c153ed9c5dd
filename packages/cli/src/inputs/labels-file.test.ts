import { LivePhotoError } from '@livephoto/core';
import { describe, expect, it } from 'vitest';
import { parseLabels, readLabels } from './labels-file.ts';

describe('parseLabels', () => {
  it('reads paths relative to the file, labels of both wordings, and groups', () => {
    expect(
      parseLabels('path,label,group\na.jpg,real,anna\nsub/b.jpg,attack,\n', '/photos/labels.csv'),
    ).toEqual([
      { name: 'a.jpg', path: '/photos/a.jpg', genuine: true, group: 'anna' },
      { name: 'sub/b.jpg', path: '/photos/sub/b.jpg', genuine: false, group: 'sub/b.jpg' },
    ]);
  });

  it('takes the liveness rows of the accuracy labels, and neither the other nor the weak ones', () => {
    const text = [
      'path,category,label,extra',
      'x/a.jpg,liveness,spoof,"{""subject"": ""7""}"',
      'x/b.jpg,liveness,real,"{""weak"": true}"',
      'x/c.jpg,faces,multi,',
      'x/d.jpg,liveness,real,',
    ].join('\r\n');
    expect(parseLabels(text, '/l.csv').map(({ name, group }) => [name, group])).toEqual([
      ['x/a.jpg', 'x/7'],
      ['x/d.jpg', 'x/d.jpg'],
    ]);
  });

  it.each([
    ['no columns', 'a.jpg\nb.jpg\n', 'needs the columns path and label'],
    [
      'an unknown label',
      'path,label\na.jpg,maybe\n',
      "photo 1: the label must be real or spoof, not 'maybe'",
    ],
    ['a name every object has', 'path,label\na.jpg,constructor\n', 'must be real or spoof'],
    ['torn rows', 'path,label\n"a.jpg,real\n', 'is not CSV'],
    ['torn extra', 'path,label,extra\na.jpg,real,{\n', 'extra is not JSON'],
  ])('refuses %s', (_, text, message) => {
    expect(() => parseLabels(text, 'l.csv')).toThrow(message);
  });

  it('names a file that is not there', async () => {
    const error = await readLabels('/no/such/labels.csv').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LivePhotoError);
    expect(error).toMatchObject({ type: 'resource_not_found', param: 'labels' });
  });
});
