/** The audit log of a key's account and mode. */
import { isId, LivePhotoError } from '@livephoto/core';
import type { AuditEntry } from '../../store/live-photo-store.ts';
import type { Services } from '../context.ts';
import { type Endpoint, endpoint } from '../endpoint.ts';
import { pageAnswer } from '../pages.ts';
import { auditQuery, auditSchema, pageOf } from '../schemas.ts';

export function auditEndpoints(services: Services): Endpoint[] {
  const tag = 'Audit log';
  return [
    endpoint({
      method: 'GET',
      path: '/v1/auditLogs',
      access: 'admin',
      tag,
      summary: 'List who did what to whom, newest first',
      query: auditQuery,
      answers: { 200: { description: 'A page of entries', schema: pageOf(auditSchema) } },
      async handle({ c, key, query }) {
        for (const name of ['clientId', 'livePhotoId'] as const) {
          if (query[name] !== undefined && !isId(query[name])) {
            throw new LivePhotoError('invalid_request', `${name}: is no id`, { param: name });
          }
        }
        return c.json(pageAnswer(query, await services.store.listAudit(key, query), showEntry));
      },
    }),
    endpoint({
      method: 'GET',
      path: '/v1/auditLogs/:id',
      access: 'admin',
      tag,
      summary: 'Get an entry of the audit log',
      answers: { 200: { description: 'The entry', schema: auditSchema } },
      async handle({ c, key, id }) {
        const only = { id, page: 1, pageSize: 1 };
        const [entry] = isId(id) ? (await services.store.listAudit(key, only)).items : [];
        if (!entry) {
          throw new LivePhotoError('resource_not_found', `Invalid audit log id '${id.slice(0, 100)}'`);
        }
        return c.json(showEntry(entry));
      },
    }),
  ];
}

function showEntry({ account: _, mode: __, detail, ...entry }: AuditEntry) {
  return detail === undefined ? entry : { ...entry, detail };
}
