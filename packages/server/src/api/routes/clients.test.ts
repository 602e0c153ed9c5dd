import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../testing/records.ts';
import { openTestApi, type TestApi } from '../../testing/test-api.ts';

const ada = { type: 'person', email: 'ada@example.com', personDetails: { firstName: 'Ada', lastName: 'L' } };
const key = 'live_all';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());

const create = async (json: unknown = ada) => (await api.call('POST', '/v1/clients', { key, json })).json;

describe('clients', () => {
  it('are made, shown, changed, listed and deleted, each with its entry in the audit log', async () => {
    const client = await create({ ...ada, mobile: '+44', id: 'mine', createdAt: 'then' });
    expect(client).toMatchObject({ ...ada, mobile: '+44', id: expect.stringMatching(/^[0-9a-f]{24}$/) });
    const path = `/v1/clients/${client.id}`;
    expect((await api.call('GET', path, { key })).json).toEqual(client);
    const changed = await api.call('POST', path, { key, json: { email: 'countess@example.com' } });
    expect(changed.json).toMatchObject({ email: 'countess@example.com', mobile: '+44' });
    const list = await api.call('GET', '/v1/clients?page=1&pageSize=1', { key });
    expect(list.json.items).toEqual([changed.json]);
    expect((await api.call('DELETE', path, { key })).status).toBe(204);
    expect(await api.call('GET', path, { key })).toMatchObject({
      status: 404,
      json: { type: 'resource_not_found' },
    });
    const theirs = api.store.audit.filter(({ clientId }) => clientId === client.id);
    expect(theirs.map(({ action }) => action)).toEqual([
      'client.create',
      'client.read',
      'client.update',
      'client.delete',
    ]);
    expect(theirs.every(({ keyId, requestId }) => keyId === key && requestId !== null)).toBe(true);
  });

  it('are another mode’s own', async () => {
    const { id } = await create();
    for (const method of ['GET', 'DELETE']) {
      expect((await api.call(method, `/v1/clients/${id}`, { key: 'test_all' })).status).toBe(404);
    }
    expect((await api.call('GET', '/v1/clients', { key: 'test_all' })).json.totalItems).toBe(0);
  });

  it.each([
    ['', undefined],
    ['{', undefined],
    ['[]', undefined],
    [{ ...ada, type: 'robot' }, 'type'],
    [{ ...ada, email: 'nobody' }, 'email'],
    [{ type: 'person', email: 'a@example.com' }, 'personDetails'],
    [{ type: 'company', email: 'a@example.com', companyDetails: { name: '' } }, 'companyDetails.name'],
    ['['.repeat(50) + ']'.repeat(50), undefined],
    ['-1e999', undefined],
    [`{"score": [1, {"of": 1e999}], ${JSON.stringify(ada).slice(1)}`, 'score.1.of'],
  ])('are not made of %j', async (json, param) => {
    const before = api.store.audit.length;
    const answer = await api.call('POST', '/v1/clients', { key, json });
    expect(answer).toMatchObject({ status: 400, json: { type: 'invalid_request' } });
    expect(answer.json.param).toBe(param);
    expect(api.store.audit).toHaveLength(before);
  });

  it.each([
    ['null', 'The request body must be a JSON object'],
    ['[]', 'The request body must be a JSON object'],
    [{ ...ada, personDetails: { firstName: 'Ada' } }, 'personDetails.lastName: is required'],
    [
      { ...ada, personDetails: { ...ada.personDetails, firstName: 5 } },
      'personDetails.firstName: must be text',
    ],
    [{ ...ada, personDetails: 'Ada' }, 'personDetails: must be an object'],
  ])('of %j say what is wrong in words', async (json, message) => {
    expect((await api.call('POST', '/v1/clients', { key, json })).json.message).toBe(message);
  });

  it('keep the details that a change does not name', async () => {
    const personDetails = { ...ada.personDetails, dob: '1815-12-10', nationality: 'GB' };
    const { id } = await create({ ...ada, personDetails, metadata: { cohort: 1 } });
    const change = { personDetails: { lastName: 'Lovelace', nationality: null }, metadata: { other: 2 } };
    const changed = await api.call('POST', `/v1/clients/${id}`, { key, json: change });
    expect(changed.json.personDetails).toEqual({ ...personDetails, lastName: 'Lovelace', nationality: null });
    expect(changed.json.metadata).toEqual({ other: 2 });
    expect((await api.call('GET', `/v1/clients/${id}`, { key })).json).toEqual(changed.json);
  });

  it.each([
    [ada, 'Ada L'],
    [{ ...ada, personDetails: { ...ada.personDetails, middleName: 'King' } }, 'Ada King L'],
    [{ ...ada, personDetails: { ...ada.personDetails, middleName: null } }, 'Ada L'],
    [{ ...ada, entityName: 'Somebody Else' }, 'Ada L'],
    [
      { type: 'company', email: 'a@example.com', companyDetails: { name: 'Analytical Engines' } },
      'Analytical Engines',
    ],
  ])('of %j have the entityName %j', async (json, entityName) => {
    const client = await create(json);
    expect(client.entityName).toBe(entityName);
    const list = await api.call('GET', '/v1/clients?pageSize=1', { key });
    expect(list.json.items).toEqual([client]);
  });

  it('have the entityName of their latest details, whatever is sent back', async () => {
    const client = await create();
    const json = { ...client, personDetails: { ...client.personDetails, lastName: 'Lovelace' } };
    const changed = await api.call('POST', `/v1/clients/${client.id}`, { key, json });
    expect(changed.json.entityName).toBe('Ada Lovelace');
  });

  it('stay persons or companies', async () => {
    const client = await create();
    const path = `/v1/clients/${client.id}`;
    const companyDetails = { name: 'Analytical Engines' };
    for (const json of [{ type: 'company', companyDetails }, { type: 'company' }, { type: null }]) {
      expect(await api.call('POST', path, { key, json })).toMatchObject({
        status: 400,
        json: { type: 'invalid_request', message: "type: cannot be changed from 'person'", param: 'type' },
      });
    }
    expect((await api.call('GET', path, { key })).json).toEqual(client);
    expect((await api.call('POST', path, { key, json: { type: 'person', mobile: '+44' } })).status).toBe(200);
  });

  it('keep no details of what they are not', async () => {
    const client = await create({ ...ada, companyDetails: { website: 'https://example.com' } });
    expect(client).not.toHaveProperty('companyDetails');
    const json = { mobile: '+44', companyDetails: { website: 'https://example.com' } };
    const changed = await api.call('POST', `/v1/clients/${client.id}`, { key, json });
    expect(changed.json).toEqual({ ...client, mobile: '+44', updatedAt: changed.json.updatedAt });
  });

  it('are refused whole when their body is larger than any client', async () => {
    const json = { ...ada, note: 'x'.repeat(70_000) };
    expect(await api.call('POST', '/v1/clients', { key, json })).toMatchObject({
      status: 413,
      json: { type: 'payload_too_large' },
    });
  });

  it.each(['?page=0', '?pageSize=1001', '?page=one'])('are not listed by %s', async (query) => {
    expect((await api.call('GET', `/v1/clients${query}`, { key })).status).toBe(400);
  });

  it('are not found by an id that is none, nor changed or deleted', async () => {
    for (const id of ['nonsense', newId(), '%2e%2e']) {
      expect((await api.call('GET', `/v1/clients/${id}`, { key })).status).toBe(404);
      expect((await api.call('POST', `/v1/clients/${id}`, { key, json: {} })).status).toBe(404);
      expect((await api.call('DELETE', `/v1/clients/${id}`, { key })).status).toBe(404);
    }
  });
});
