/** Writes down who was not let in: every attempt counts, but nobody can fill the audit log with them. */
import type { Clock, Ids } from '@livephoto/core';
import type { Log } from '../log.ts';
import type { LivePhotoStore } from '../store/live-photo-store.ts';

/** Milliseconds that attempts are counted together for. */
const window = 60_000;

/**
 * @returns a function that notes one attempt. Within a window the first, second, fourth, eighth … is written, so that the
 *   log shows how many there were, within a factor of two, in about twenty entries at most.
 */
export function createFailedLogins(
  store: Pick<LivePhotoStore, 'appendAudit'>,
  clock: Clock,
  ids: Ids,
  log: Log,
): (requestId: string) => Promise<void> {
  let since = Number.NEGATIVE_INFINITY;
  let count = 0;
  return async (requestId) => {
    const now = clock();
    if (Math.abs(now - since) >= window) {
      since = now;
      count = 0;
    }
    count += 1;
    if ((count & (count - 1)) !== 0) return;
    try {
      await store.appendAudit({
        id: ids(),
        account: '',
        mode: 'server',
        keyId: '',
        action: 'login.fail',
        clientId: null,
        livePhotoId: null,
        requestId,
        detail: `${count} within a minute`,
        createdAt: new Date(now).toISOString(),
      });
    } catch (error) {
      // The caller is not let in either way.
      log.warn({ requestId, err: error }, 'failed login could not be written down');
    }
  };
}
