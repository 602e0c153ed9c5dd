/** Times other packages and the product on the same photos: rounds of fresh processes and pages, their order turned every round. */
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LivePhotoError } from '@livephoto/core';
import type { Progress } from '../../report/progress.ts';
import { runEntry } from '../processes/json-process.ts';
import type { Site } from '../processes/static-site.ts';
import { runInBrowser, serveProduct } from '../speed/browser-subject.ts';
import { turned, warmup } from '../speed/measure-speed.ts';
import { runInNode } from '../speed/node-subject.ts';
import { choosePhotos, type PhotoChoice, type TimedPhoto } from '../speed/photos.ts';
import { type ParticipantName, participants } from './checks.ts';
import { runPagePeer, servePeers } from './page-peers.ts';
import type { PeerAnswer } from './peer-protocol.ts';

export interface PeersOptions {
  readonly participants: readonly ParticipantName[];
  readonly rounds: number;
  readonly samples: number;
  readonly photos: PhotoChoice;
}

/** One fresh process or page. */
export interface PeerRun {
  readonly round: number;
  readonly participant: ParticipantName;
  readonly samples: PeerAnswer['samples'];
  /** Milliseconds until its models were loaded. */
  readonly ready: number;
  /** Faces that another package saw, by photo; the product's are in its reports. */
  readonly faces?: PeerAnswer['faces'];
  readonly renderer?: PeerAnswer['renderer'];
}

export interface PeersResult {
  readonly options: PeersOptions;
  readonly photos: readonly TimedPhoto[];
  readonly runs: readonly PeerRun[];
  /** Those that could not be measured here, and why. */
  readonly absent: readonly { readonly participant: ParticipantName; readonly reason: string }[];
}

interface Sites {
  readonly product: Site;
  readonly peers: Site;
}

/**
 * @param root of the workspace, built
 * @throws {LivePhotoError} `invalid_request` for photos that are not there, `inspection_aborted` when `signal` fires
 */
export async function measurePeers(
  root: URL,
  options: PeersOptions,
  { progress, signal }: { readonly progress: Progress; readonly signal?: AbortSignal },
): Promise<PeersResult> {
  const folder = await mkdtemp(join(tmpdir(), 'livephoto-peers-'));
  const opened: Site[] = [];
  const runs: PeerRun[] = [];
  const absent: { participant: ParticipantName; reason: string }[] = [];
  progress.start(options.rounds * options.participants.length);
  try {
    const photos = await choosePhotos(root, folder, options.photos);
    for (const file of options.photos.own) await copyFile(file, join(folder, basename(file)));
    const inPages = options.participants.filter((name) => participants[name].runtime === 'Chromium');
    const sites = inPages.length > 0 ? await openSites(root, folder, opened).catch(asError) : undefined;
    for (let round = 0; round < options.rounds; round++) {
      for (const participant of turned(options.participants, round)) {
        signal?.throwIfAborted();
        if (!absent.some((one) => one.participant === participant)) {
          try {
            const job = { root, photos, samples: options.samples, sites, signal };
            runs.push({ round, participant, ...(await runParticipant(participant, job)) });
          } catch (error) {
            // One that fails leaves the others to be compared; without the product there is nothing to compare.
            const ours = participant === 'livephoto';
            if (ours || signal?.aborted || !(error instanceof LivePhotoError)) throw error;
            absent.push({ participant, reason: error.message });
          }
        }
        progress.step(true);
      }
    }
    return { options, photos, runs, absent };
  } finally {
    progress.stop();
    for (const site of opened) await site.close();
    await rm(folder, { recursive: true });
  }
}

async function openSites(root: URL, folder: string, opened: Site[]): Promise<Sites> {
  const keep = (site: Site) => {
    opened.push(site);
    return site;
  };
  return {
    product: keep(await serveProduct(root, folder)),
    peers: keep(await servePeers(root, folder, folder)),
  };
}

function asError(error: unknown): LivePhotoError {
  if (error instanceof LivePhotoError) return error;
  throw error;
}

interface Job {
  readonly root: URL;
  readonly photos: readonly TimedPhoto[];
  readonly samples: number;
  readonly sites: Sites | LivePhotoError | undefined;
  readonly signal: AbortSignal | undefined;
}

async function runParticipant(
  participant: ParticipantName,
  { root, photos, samples, sites, signal }: Job,
): Promise<Omit<PeerRun, 'round' | 'participant'>> {
  const onSite = photos.map(({ name, file }) => ({ name, path: `/photos/${basename(file)}` }));
  switch (participant) {
    case 'livephoto': {
      const product = fileURLToPath(root).replace(/\/$/, '');
      const answer = await runInNode({ product, backend: 'wasm', photos, samples, warmup }, { signal });
      return { samples: answer.samples, ready: answer.coldStart.ready - answer.coldStart.boot };
    }
    case 'human':
    case 'face-api':
      return runEntry<PeerAnswer>(
        'cost/peers/node-peer-main.js',
        { peer: participant, photos, samples, warmup },
        { signal },
      );
    case 'livephoto-browser': {
      const job = { backend: 'browser-wasm', photos: onSite, samples, warmup } as const;
      const answer = await runInBrowser(siteOf(sites).product, job, signal);
      return { samples: answer.samples, ready: answer.ready };
    }
    case 'mediapipe':
    case 'tasks-vision':
    case 'faceplugin': {
      const served = onSite.map(({ name, path }) => ({ name, file: path }));
      const often = participant === 'mediapipe' ? softwareOften(samples) : { samples, warmup };
      return runPagePeer(siteOf(sites).peers, { peer: participant, photos: served, ...often }, signal);
    }
  }
}

/** Seconds a photo where WebGL is drawn by software, as in every Chromium that is started here: twice says it. */
function softwareOften(samples: number) {
  return { samples: Math.min(samples, 2), warmup: 1 };
}

function siteOf(sites: Job['sites']): Sites {
  if (sites instanceof LivePhotoError) throw sites;
  return sites!;
}
