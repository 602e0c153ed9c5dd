/** API keys, for people. */
import type { ApiKey } from '@livephoto/server/node';

/** What a key may do, for whom and until when, as one sentence. */
export function describeGrant({ account, mode, scopes, expiresAt }: ApiKey): string {
  const end = expiresAt === null ? 'until it is revoked' : `until ${minute(expiresAt)} UTC`;
  return `It may ${scopes.join(', ')} in the account ${account}, mode ${mode}, ${end}.`;
}

/** A line for each key, with columns. @param now milliseconds since 1970. */
export function listKeys(keys: readonly ApiKey[], now: number): string {
  const rows = keys.map((key) => [
    key.id,
    key.hint,
    key.account,
    key.scopes.join(','),
    `made ${key.createdAt.slice(0, 10)}`,
    key.lastUsedAt === null ? 'never used' : `used ${minute(key.lastUsedAt)}`,
    stateOf(key, now),
  ]);
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row, i) => {
      const columns = row.map((text, column) => text.padEnd(widths[column]!)).join('  ');
      // Names may hold anything.
      return `${columns}  ${JSON.stringify(keys[i]!.name)}\n`;
    })
    .join('');
}

function stateOf({ revokedAt, expiresAt }: ApiKey, now: number): string {
  if (revokedAt !== null) return `revoked ${revokedAt.slice(0, 10)}`;
  if (expiresAt === null) return 'active';
  return `${Date.parse(expiresAt) <= now ? 'expired' : 'until'} ${minute(expiresAt)}`;
}

/** To the minute. */
function minute(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}
