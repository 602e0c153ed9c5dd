/** Whether a capture's frames are those of another one: they are kept as prints, and found by keyed hashes of these. */
import {
  type CaptureReport,
  type Finding,
  type FramePrint,
  type ImageContentType,
  isReplayed,
  mirroredPrint,
  printParts,
} from '@livephoto/core';
import { fromBase64Url, toBase64Url } from '../../encoding.ts';
import type { CaptureSessionRecord } from '../../store/capture-sessions.ts';
import type { Services } from '../context.ts';

type AnyCaptureReport = CaptureReport<ImageContentType | null>;

const day = 24 * 60 * 60 * 1000;

/** Of a token: numbers that a print is read as, and how far apart it may be read and be the same one, in deviations. */
const readings = 8;
const width = 0.35;
/** Of prints: what was kept of another one is not found, and so not compared. It rises when a print is made otherwise. */
const version = 2;
/** Cells of a picture of a print, and what one deviation is in it. */
const printLength = 64;
const unit = 32;

/**
 * Keeps prints of the frames, and says whether they came before, in a capture of anybody's: accepted, refused or given up. They are kept
 * first, so that of two servers that are sent the same frames at once one at least knows.
 */
export async function cameBefore(
  services: Services,
  session: CaptureSessionRecord,
  tryId: string,
  prints: readonly FramePrint[],
): Promise<boolean> {
  const { store, vault, clock, replayDays } = services;
  if (prints.length === 0 || replayDays === 0) return false;
  const now = clock();
  const { account, mode, clientId } = session;
  const [current, ...previous] = await Promise.all((await vault.printKeys()).map(readerOf));
  await store.keepPrints({
    account,
    mode,
    clientId,
    tryId,
    tokens: await current!(prints),
    prints: prints.map(toText).join(' '),
    expiresAt: new Date(now + replayDays * day).toISOString(),
  });
  const both = [...prints, ...prints.map(mirroredPrint)];
  const wanted = await Promise.all([current!, ...previous].map((tokensOf) => tokensOf(both)));
  const found = await store.findPrints(session, wanted.flat(), {
    exceptTry: tryId,
    now: new Date(now).toISOString(),
  });
  return isReplayed(
    prints,
    found.flatMap((text) => text.split(' ').map(fromText)),
  );
}

/** The report of a capture whose frames came before. */
export function asReplayed(report: AnyCaptureReport): AnyCaptureReport {
  const finding: Finding = {
    code: 'frames_replayed',
    message: 'These pictures were sent before, in another capture: use a camera that films you live.',
    score: 0,
  };
  const { liveness } = report.inspections;
  return {
    ...report,
    accepted: false,
    inspections: {
      ...report.inspections,
      liveness: { ...liveness, outcome: 'failed', score: 0, findings: [...liveness.findings, finding] },
    },
  };
}

/**
 * A function that tells tokens of prints: each is read along a few directions that only the key knows, in steps so wide that the same
 * frame mostly falls on the same ones, and what was read is hashed with the key.
 */
async function readerOf(key: CryptoKey): Promise<(prints: readonly FramePrint[]) => Promise<string[]>> {
  const signs = await bytesOf(key, 'directions', (readings * printLength) / 8);
  const offsets = await bytesOf(key, 'offsets', readings);
  const along = (print: FramePrint, reading: number) => {
    let sum = 0;
    for (let i = 0; i < printLength; i++) {
      const bit = reading * printLength + i;
      sum += ((signs[bit >> 3]! >> (bit & 7)) & 1) === 1 ? print[i]! : -print[i]!;
    }
    const value = sum / unit / Math.sqrt(printLength);
    return Math.floor(value / width + offsets[reading]! / 256);
  };
  return (prints) =>
    Promise.all(
      prints.flatMap((print) =>
        printParts(print).map(async (part, kind) => {
          const read = Array.from({ length: readings }, (_, reading) => along(part, reading));
          return toBase64Url((await sign(key, `frame ${version}.${kind} ${read.join(' ')}`)).subarray(0, 16));
        }),
      ),
    );
}

async function bytesOf(key: CryptoKey, name: string, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let at = 0, part = 0; at < length; at += 32, part++) {
    bytes.set((await sign(key, `${name} ${part}`)).subarray(0, Math.min(32, length - at)), at);
  }
  return bytes;
}

async function sign(key: CryptoKey, text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(text)));
}

const toText = (print: FramePrint) => toBase64Url(new Uint8Array(print));
const fromText = (text: string): FramePrint => new Int8Array(fromBase64Url(text));
