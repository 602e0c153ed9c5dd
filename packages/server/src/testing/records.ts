/** Records for tests of the stores; the ids and times are real, the photos' reports are the smallest that fit. */
import { createIds, type InspectionReport } from '@livephoto/core';
import {
  type AuditAction,
  type AuditEntry,
  type ClientRecord,
  defaultAccount,
  type LivePhotoRecord,
  type Mode,
  type Owner,
} from '../store/live-photo-store.ts';
import { createVault, importMasterKey } from '../vault/vault.ts';

export const newId = createIds(() => Date.now());

/** A vault of one master key, the same for every store of a test. */
export const testVault = createVault(async () => ({
  current: await importMasterKey(new Uint8Array(32).fill(7)),
  previous: [],
}));

/** The first account's objects of a mode. */
export const ownerOf = (mode: Mode): Owner => ({ account: defaultAccount, mode });

export const smallReport: InspectionReport = {
  accepted: true,
  image: { contentType: 'image/jpeg', size: 40_000, width: 640, height: 480, orientation: 1 },
  faces: [],
  inspections: {
    faces: { outcome: 'passed', score: 99, findings: [], evidence: { count: 1 } },
    obstructions: { outcome: 'passed', score: 99, findings: [], evidence: {} },
    orientation: { outcome: 'passed', score: 99, findings: [], evidence: {} },
    liveness: { outcome: 'skipped', findings: [], evidence: {}, reason: 'not asked for' },
  },
  policy: 'default',
  models: {},
  timings: {},
};

export function newClient(mode: Mode = 'live', createdAt = new Date().toISOString()): ClientRecord {
  return {
    id: newId(),
    ...ownerOf(mode),
    details: { type: 'person', email: 'ada@example.com', personDetails: { firstName: 'Ada' } },
    createdAt,
    updatedAt: createdAt,
  };
}

export function newPhoto(client: ClientRecord, createdAt = new Date().toISOString()): LivePhotoRecord {
  const id = newId();
  return {
    id,
    account: client.account,
    mode: client.mode,
    clientId: client.id,
    performLivenessCheck: true,
    contentType: 'image/jpeg',
    size: 40_000,
    blobKey: `${client.mode}/${id}`,
    wrappedKey: 'aaaaaaaa.nonce.key',
    redactedAt: null,
    createdAt,
    updatedAt: createdAt,
  };
}

export function newAudit(
  action: AuditAction,
  subject: { account?: string; mode: Mode; clientId?: string; livePhotoId?: string },
): AuditEntry {
  return {
    id: newId(),
    account: subject.account ?? defaultAccount,
    mode: subject.mode,
    keyId: 'key',
    action,
    clientId: subject.clientId ?? null,
    livePhotoId: subject.livePhotoId ?? null,
    requestId: 'request',
    createdAt: new Date().toISOString(),
  };
}
