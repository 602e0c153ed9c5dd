import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runPagePeer, servePeers } from '../../benchmarks/src/cost/peers/page-peers.ts';
import { pagePeers } from '../../benchmarks/src/cost/peers/peer-protocol.ts';
import type { Site } from '../../benchmarks/src/cost/processes/static-site.ts';
import { makePhotos } from '../../benchmarks/src/cost/speed/photos.ts';

const root = new URL('../../', import.meta.url);
let folder: string;
let site: Site;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'livephoto-peers-'));
  const [photo] = await makePhotos(root, folder, [
    { name: 'small', width: 600, height: 800, format: 'jpeg' },
  ]);
  file = `/photos/${basename(photo!.file)}`;
  site = await servePeers(root, folder, folder);
});
afterAll(async () => {
  await site?.close();
  await rm(folder, { recursive: true });
});

describe('runPagePeer', () => {
  it.each(pagePeers)('runs %s, which finds the face', async (peer) => {
    const photos = [{ name: 'small', file }];
    const answer = await runPagePeer(site, { peer, photos, samples: 1, warmup: 0 });
    expect(answer.faces).toEqual({ small: 1 });
    expect(answer.samples.small).toHaveLength(1);
    expect(answer.samples.small![0]!.stages.detect).toBeGreaterThan(0);
    expect(answer.ready).toBeGreaterThan(0);
  });
});
