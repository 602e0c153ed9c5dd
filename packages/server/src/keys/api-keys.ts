/** API keys: made once, shown once, kept as hashes. */
import { type Clock, type Ids, LivePhotoError } from '@livephoto/core';
import { type Selectable, sql } from 'kysely';
import { sha256, toHex } from '../encoding.ts';
import { changed, type Database } from '../store/database.ts';
import { type AuditChain, createAuditChain } from '../store/kysely/audit-chain.ts';
import { defaultAccount, isAccount, type Mode, type Owner } from '../store/live-photo-store.ts';
import type { ApiKeysTable } from '../store/schema.ts';
import { keyAudit } from './key-audit.ts';
import { createCreationNotes } from './key-creation.ts';
import { createUseNotes } from './key-use.ts';
import { allScopes, parseScopes, type Scope } from './scopes.ts';

/** A key acts for one owner. */
export interface ApiKey extends Owner {
  readonly id: string;
  readonly name: string;
  /** The key's first characters, to recognise it by. */
  readonly hint: string;
  readonly createdAt: string;
  readonly revokedAt: string | null;
  readonly scopes: readonly Scope[];
  /** When it ends by itself; null when it does not. */
  readonly expiresAt: string | null;
  /** To the minute; null when it was never used. */
  readonly lastUsedAt: string | null;
}

/** What a key is made with. */
export interface Grant {
  /** @default the first account */
  readonly account?: string | undefined;
  /** @default all */
  readonly scopes?: readonly Scope[] | undefined;
  /** ISO 8601, UTC. @default never */
  readonly expiresAt?: string | undefined;
}

/** What the API needs of keys. */
export interface KeyVerifier {
  /** @returns undefined for a key that is unknown or revoked; `expired` is told apart, so that its holder knows why. */
  verify(secret: string): Promise<ApiKey | 'expired' | undefined>;
  /** @returns undefined when no key has the id that may be used. */
  find(id: string): Promise<ApiKey | undefined>;
}

/** Makes, lists, checks and revokes API keys. */
export interface ApiKeys extends KeyVerifier {
  /**
   * @returns the key's record, and the secret, which cannot be read again.
   * @throws {LivePhotoError} `invalid_request` for a grant that cannot be.
   */
  create(mode: Mode, name: string, grant?: Grant): Promise<{ readonly key: ApiKey; readonly secret: string }>;
  /** Newest first. */
  list(): Promise<readonly ApiKey[]>;
  /** @throws {LivePhotoError} `resource_not_found` when no active key has the id. */
  revoke(id: string): Promise<ApiKey>;
}

/** Named one by one, so that a database of an earlier version says what it lacks. */
const keyColumns = [
  'id',
  'account',
  'mode',
  'name',
  'hint',
  'created_at',
  'revoked_at',
  'scopes',
  'expires_at',
  'last_used_at',
] as const satisfies readonly (keyof ApiKeysTable)[];

const secretPattern = /^(live|test)_[0-9a-f]{48}$/;

/** API keys in the database, as SHA-256 hashes; what happens to them stands in the audit log. */
export function createApiKeys(
  database: Database,
  clock: Clock,
  ids: Ids,
  chain: AuditChain = createAuditChain(database),
): ApiKeys {
  const { kysely: db } = database;
  const now = () => new Date(clock()).toISOString();
  const noteUse = createUseNotes(db, clock);
  const noteCreation = createCreationNotes(database, chain, clock, ids);
  const findActive = async (id: string) => {
    const row = await db
      .selectFrom('api_keys')
      .select(keyColumns)
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .executeTakeFirst();
    return row && toApiKey(row);
  };
  const hasExpired = ({ expiresAt }: ApiKey) => expiresAt !== null && expiresAt <= now();
  return {
    async verify(secret) {
      if (!secretPattern.test(secret)) return undefined;
      // 192 random bits need no slow hash, and looking a hash up tells nothing by its timing.
      const hash = toHex(await sha256(secret));
      const row = await db
        .selectFrom('api_keys')
        .select(keyColumns)
        .where('hash', '=', hash)
        .where('revoked_at', 'is', null)
        .executeTakeFirst();
      if (!row) return undefined;
      const key = toApiKey(row);
      if (hasExpired(key)) return 'expired';
      await noteCreation(key);
      await noteUse(key);
      return key;
    },

    async find(id) {
      const key = await findActive(id);
      return key && !hasExpired(key) ? key : undefined;
    },

    async create(mode, name, grant = {}) {
      const { row, secret } = await newKey(mode, name, grant, clock, ids);
      await chain.append(keyAudit('key.create', row, clock, ids), (add) => ({
        key: db.insertInto('api_keys').values(row),
        audit: add(),
      }));
      return { key: toApiKey(row), secret };
    },

    async list() {
      const rows = await db
        .selectFrom('api_keys')
        .select(keyColumns)
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .execute();
      return rows.map(toApiKey);
    },

    async revoke(id) {
      const unknown = new LivePhotoError('resource_not_found', `No active key has the id '${id}'`);
      const key = await findActive(id);
      if (!key) throw unknown;
      const revokedAt = now();
      const { audit } = await chain.append(keyAudit('key.revoke', key, clock, ids), (add) => ({
        // The entry first: it wants to see that the key was not revoked yet.
        audit: add(sql`exists (select 1 from api_keys where id = ${id} and revoked_at is null)`),
        key: db
          .updateTable('api_keys')
          .set({ revoked_at: revokedAt })
          .where('id', '=', id)
          .where('revoked_at', 'is', null),
      }));
      if (changed(audit) === 0) throw unknown;
      return { ...key, revokedAt };
    },
  };
}

/** @throws {LivePhotoError} `invalid_request` when no account can be called so. */
export function assertAccount(account: string): void {
  if (isAccount(account)) return;
  throw new LivePhotoError(
    'invalid_request',
    `'${account.slice(0, 100)}' is no account: small letters, digits and hyphens, 63 at most`,
    { param: 'account' },
  );
}

/** A key that is not stored yet. @throws {LivePhotoError} `invalid_request` for a grant that cannot be. */
export async function newKey(
  mode: Mode,
  name: string,
  grant: Grant,
  clock: Clock,
  ids: Ids,
): Promise<{ readonly row: Selectable<ApiKeysTable>; readonly secret: string }> {
  const { account = defaultAccount, scopes = allScopes, expiresAt = null } = grant;
  assertAccount(account);
  // Whatever cannot be read is not later than now either.
  if (expiresAt !== null && !(Date.parse(expiresAt) > clock())) {
    throw new LivePhotoError(
      'invalid_request',
      `A key has to expire later than now: ${expiresAt.slice(0, 100)}`,
      { param: 'expires' },
    );
  }
  const secret = `${mode}_${toHex(crypto.getRandomValues(new Uint8Array(24)))}`;
  const row = {
    id: ids(),
    account,
    mode,
    name,
    hash: toHex(await sha256(secret)),
    hint: `${secret.slice(0, 9)}…`,
    created_at: new Date(clock()).toISOString(),
    revoked_at: null,
    scopes: parseScopes(scopes.join(' ')).join(' '),
    // As times are compared: as text.
    expires_at: expiresAt === null ? null : new Date(expiresAt).toISOString(),
    last_used_at: null,
  };
  return { row, secret };
}

export function toApiKey(row: Pick<Selectable<ApiKeysTable>, (typeof keyColumns)[number]>): ApiKey {
  return {
    id: row.id,
    account: row.account,
    mode: row.mode,
    name: row.name,
    hint: row.hint,
    createdAt: row.created_at,
    revokedAt: row.revoked_at,
    // A scope of a later version means nothing to this one.
    scopes: allScopes.filter((scope) => row.scopes.split(' ').includes(scope)),
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
  };
}
