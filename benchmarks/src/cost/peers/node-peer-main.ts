/** A fresh process that runs another package over TensorFlow.js's WebAssembly backend, one thread, and prints what it took. */
import { readFile } from 'node:fs/promises';
import { takeSamples } from '../speed/sampling.ts';
import { loadFaceApi } from './face-api.ts';
import { loadHuman } from './human.ts';
import type { LoadedPeer, NodePeerName, PeerAnswer, PeerJob } from './peer-protocol.ts';

const peers: Readonly<Record<NodePeerName, () => Promise<LoadedPeer>>> = {
  human: loadHuman,
  'face-api': loadFaceApi,
};

const { peer: name, photos, samples, warmup } = JSON.parse(process.argv[2]!) as PeerJob<NodePeerName>;
const start = performance.now();
const peer = await peers[name]();
const ready = performance.now() - start;
// The product's process has inspected its first photo once more by now, as its cold start.
await peer.inspect(await readFile(photos[0]!.file));
const taken: Record<string, PeerAnswer['samples'][string]> = {};
const faces: Record<string, number> = {};
for (const { name: photo, file } of photos) {
  const bytes = await readFile(file);
  faces[photo] = (await peer.inspect(bytes)).faces;
  taken[photo] = await takeSamples(peer, bytes, { samples, warmup });
}
process.stdout.write(`\n${JSON.stringify({ ready, samples: taken, faces } satisfies PeerAnswer)}\n`);
process.exit(0);
