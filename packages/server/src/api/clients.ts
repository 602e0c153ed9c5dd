/** The client that a request names, and the error when there is none. */
import { isId, LivePhotoError } from '@livephoto/core';
import type { ClientRecord, Owner } from '../store/live-photo-store.ts';
import type { Services } from './context.ts';

/** @throws {LivePhotoError} `resource_not_found`. */
export async function findClient(services: Services, owner: Owner, id: string): Promise<ClientRecord> {
  const client = isId(id) ? await services.store.getClient(owner, id) : undefined;
  if (!client) throw unknownClient(id);
  return client;
}

export function unknownClient(id: string): LivePhotoError {
  return new LivePhotoError('resource_not_found', `Invalid client id '${id.slice(0, 100)}'`);
}
