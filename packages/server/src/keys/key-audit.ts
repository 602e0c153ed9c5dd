/** Audit entries of what the operator does with API keys. */
import type { Clock, Ids } from '@livephoto/core';
import type { AuditEntry } from '../store/live-photo-store.ts';
import type { ApiKey } from './api-keys.ts';

export function keyAudit(
  action: 'key.create' | 'key.revoke',
  key: Pick<ApiKey, 'id' | 'account' | 'mode'>,
  clock: Clock,
  ids: Ids,
): AuditEntry {
  return {
    id: ids(),
    account: key.account,
    mode: key.mode,
    keyId: 'operator',
    action,
    clientId: null,
    livePhotoId: null,
    requestId: null,
    detail: key.id,
    createdAt: new Date(clock()).toISOString(),
  };
}
