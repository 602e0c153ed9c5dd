/** Goes through the audit log and finds the first entry that does not fit. */
import { beginning, linkHash } from '../store/kysely/audit-chain.ts';
import type { AuditHead, ChainedEntry, LivePhotoStore } from '../store/live-photo-store.ts';

/** How far the audit log's chain of hashes fits. */
export interface AuditVerdict {
  /** Entries that fit. */
  readonly entries: number;
  /** The chain's end, as far as it fits. */
  readonly head: AuditHead;
  /** What does not fit, for people; undefined when all does. */
  readonly fault?: string;
}

const pageSize = 1000;

/**
 * Reads every entry once, in the order of the chain.
 * @param known an end of the chain that was noted before: it has to be part of it still.
 */
export async function verifyAudit(
  store: Pick<LivePhotoStore, 'listChain' | 'digestUnchained'>,
  known?: AuditHead,
): Promise<AuditVerdict> {
  let head: AuditHead = { seq: 0, hash: '0'.repeat(64) };
  const failed = (fault: string): AuditVerdict => ({ entries: head.seq, head, fault });
  for (;;) {
    const page = await store.listChain(head.seq, pageSize);
    for (const entry of page) {
      const { seq, hash, ...content } = entry;
      if (seq !== head.seq + 1) return failed(`entry ${head.seq + 1} is missing`);
      if (hash !== (await linkHash(head, content))) {
        return failed(`entry ${seq} (${describe(entry)}) is not what it was, or an entry before it is not`);
      }
      if (seq === 1 && content.action === 'audit.begin') {
        const { count, digest } = await store.digestUnchained();
        if (content.detail !== beginning(count, digest)) {
          return failed(
            'the entries from before the chain are not what they were, or others were added to them',
          );
        }
      }
      head = { seq, hash };
      if (known?.seq === seq && known.hash !== hash) {
        return failed(`entry ${seq} (${describe(entry)}) is another one than when its hash was noted`);
      }
    }
    if (page.length < pageSize) break;
  }
  if (known && known.seq > head.seq)
    return failed(`entry ${head.seq + 1} is missing: ${known.seq} were noted before`);
  return { entries: head.seq, head };
}

function describe({ id, action, createdAt }: ChainedEntry): string {
  return `${action} of ${createdAt}, id ${id}`;
}
