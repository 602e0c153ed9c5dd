/** What an API key may do. */
import { LivePhotoError } from '@livephoto/core';

/** Every scope, with what it opens. */
export const scopes = {
  upload: 'create and change clients, upload and inspect photos, make client tokens',
  read: 'read clients, live photos, their images and what was found in them',
  erase: 'redact live photos, delete them and clients',
  admin: 'start jobs, set up webhooks, read the audit log, readiness and metrics',
} as const;
/** What a key may do. */
export type Scope = keyof typeof scopes;

/** The scopes of a key that may do all. */
export const allScopes = Object.keys(scopes) as readonly Scope[];

/**
 * @param text scopes with commas or spaces between.
 * @returns them in the order of the table, each once.
 * @throws {LivePhotoError} `invalid_request` when one is unknown, or there is none.
 */
export function parseScopes(text: string): readonly Scope[] {
  const named = text.split(/[\s,]+/).filter((name) => name !== '');
  const unknown = named.find((name) => !(allScopes as readonly string[]).includes(name));
  if (unknown !== undefined || named.length === 0) {
    throw new LivePhotoError(
      'invalid_request',
      `${unknown === undefined ? 'There is no scope' : `'${unknown}' is no scope`}: name some of ${allScopes.join(', ')}`,
      { param: 'scope' },
    );
  }
  return allScopes.filter((scope) => named.includes(scope));
}
