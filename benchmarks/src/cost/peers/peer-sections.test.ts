import { describe, expect, it } from 'vitest';
import { answered, type ParticipantName, participantNames, participants, questions } from './checks.ts';
import type { PeerRun, PeersResult } from './measure-peers.ts';
import { peerSections } from './peer-sections.ts';

const run = (participant: ParticipantName, ms: number, renderer?: string): PeerRun => ({
  round: 0,
  participant,
  samples: { '2 MP JPEG': [{ endToEnd: ms, stages: { decode: 1, total: ms } }] },
  ready: 100,
  ...(renderer === undefined ? {} : { renderer }),
});

function tables(renderer: string | undefined) {
  const result: PeersResult = {
    options: { participants: participantNames, rounds: 1, samples: 1, photos: { made: ['2mp'], own: [] } },
    photos: [{ name: '2 MP JPEG' } as PeersResult['photos'][number]],
    runs: [
      run('livephoto', 50),
      run('human', 100),
      run('livephoto-browser', 40),
      run('mediapipe', 1000, renderer),
      run('faceplugin', 80, 'SwiftShader'),
    ],
    absent: [],
  };
  const [section] = peerSections(result);
  const find = (start: string) => section!.tables.find(({ title }) => title.startsWith(start))!;
  return { section: section!, times: find('From bytes'), ratios: find('livephoto ÷') };
}

describe('peerSections', () => {
  it.each([
    undefined,
    'ANGLE (Google, Vulkan (SwiftShader Device), SwiftShader driver)',
    'llvmpipe (LLVM 15)',
  ])('claims nothing of a package that draws with WebGL where %s draws', (renderer) => {
    const { section, times, ratios } = tables(renderer);
    expect(ratios.rows.find(([name]) => name === participants.mediapipe.title)).toContain('no claim');
    expect(times.rows.find(([name]) => name === participants.mediapipe.title)![1]).toContain('by software');
    expect(section.charts.map(({ svg }) => svg).join()).not.toContain(participants.mediapipe.title);
    // One that computes on the processor is compared all the same.
    expect(ratios.rows.find(([name]) => name === 'faceplugin')).toContain('0.50');
  });

  it('compares it where a graphics card draws', () => {
    const { ratios } = tables('ANGLE (NVIDIA, NVIDIA GeForce RTX 4070)');
    expect(ratios.rows.find(([name]) => name === participants.mediapipe.title)).toContain('0.04');
  });

  it('sets beside each time how much it looks at', () => {
    const { section, times } = tables(undefined);
    const looks = Object.fromEntries(times.rows.map((row) => [row[0], row.at(-1)]));
    expect(looks).toMatchObject({ livephoto: '6 of 6', human: '4 of 6' });
    for (const { columns, rows } of section.tables)
      for (const row of rows) expect(row).toHaveLength(columns.length);
  });
});

describe('participants', () => {
  it.each([...participantNames])('%s has an answer to every question', (name) => {
    expect(participants[name].answers).toHaveLength(questions.length);
    expect(answered(name)).toMatch(/^[1-6] of 6$/);
  });
});
