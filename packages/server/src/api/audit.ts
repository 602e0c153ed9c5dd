/** Audit entries of a request. */
import type { Context } from 'hono';
import type { AuditAction, AuditEntry } from '../store/live-photo-store.ts';
import type { ApiEnv, Services } from './context.ts';

export function auditEntry(
  services: Services,
  c: Context<ApiEnv>,
  action: AuditAction,
  subject: { readonly clientId?: string; readonly livePhotoId?: string; readonly detail?: string },
): AuditEntry {
  const key = c.get('key');
  return {
    id: services.ids(),
    account: key.account,
    mode: key.mode,
    keyId: key.id,
    action,
    clientId: subject.clientId ?? null,
    livePhotoId: subject.livePhotoId ?? null,
    requestId: c.get('requestId'),
    ...(subject.detail === undefined ? {} : { detail: subject.detail }),
    createdAt: new Date(services.clock()).toISOString(),
  };
}
