import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestApi, type TestApi } from '../../testing/test-api.ts';
import type { OpenApiDocument, Operation } from './document.ts';

let api: TestApi;
let document: OpenApiDocument;
let operations: { readonly path: string; readonly method: string; readonly operation: Operation }[];
beforeAll(async () => {
  api = await openTestApi();
  document = (await api.call('GET', '/openapi.json')).json;
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
});
afterAll(() => api.close());

/** Every value under `name`, wherever it stands. */
function valuesOf(value: unknown, name: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    ...(key === name ? [inner] : []),
    ...valuesOf(inner, name),
  ]);
}

describe('the OpenAPI document', () => {
  it('lists every path of the API, each operation under a name of its own', () => {
    const paths = Object.keys(document.paths);
    expect(paths).toEqual(
      expect.arrayContaining([
        '/v1/livePhotos',
        '/v1/livePhotos/{id}/download',
        '/v1/clients/{id}',
        '/healthz',
      ]),
    );
    const names = operations.map(({ operation }) => operation.operationId);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^(get|post|delete)[A-Z]\w*$/);
  });

  it('calls every operation by plain words: summaries are no Markdown', () => {
    const summaries = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map(({ summary }) => summary),
    );
    expect(summaries.length).toBeGreaterThan(20);
    expect(summaries.filter((summary) => /[`*_[\]]/.test(String(summary)))).toEqual([]);
  });

  it('refers to nothing that it does not hold', () => {
    const references = valuesOf(document, '$ref') as string[];
    expect(references.length).toBeGreaterThan(50);
    const known = new Set(
      Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`),
    );
    expect(references.filter((reference) => !known.has(reference))).toEqual([]);
  });

  it('describes every parameter of a path, and every tag', () => {
    for (const { path, operation } of operations) {
      const named = operation.parameters.filter(({ in: place }) => place === 'path').map(({ name }) => name);
      expect(named, path).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    }
    const used = new Set(operations.flatMap(({ operation }) => operation.tags));
    expect(new Set(document.tags.map(({ name }) => name))).toEqual(used);
    for (const { name, description } of document.tags) expect(description, name).toMatch(/\S/);
  });

  it('says of each operation who may call it, and what it answers where that may not be', () => {
    for (const { path, operation } of operations) {
      const { responses, security } = operation;
      expect(
        Object.keys(responses).some((status) => status.startsWith('2')),
        path,
      ).toBe(true);
      if (security.length === 0) continue;
      expect(Object.keys(responses), path).toEqual(expect.arrayContaining(['401', '403', '429']));
      expect(operation.description, path).toMatch(/scope `(upload|read|erase|admin)`/);
    }
    const open = operations.filter(({ operation }) => operation.security.length === 0);
    expect(open.map(({ path }) => path)).toEqual(['/healthz']);
  });

  it('shows how to call each operation, its own method and path in every language', () => {
    for (const { method, path, operation } of operations) {
      const samples = operation['x-codeSamples'];
      expect(samples.length, path).toBeGreaterThan(1);
      const fixed = path.split('{')[0]!;
      for (const { source } of samples) {
        expect(source).toContain(fixed);
        if (method === 'delete') expect(source).toMatch(/DELETE/);
      }
    }
  });

  it('is shown on a page that needs no scripts', async () => {
    const page = await api.call('GET', '/docs/plain');
    expect(page.headers.get('Content-Type')).toContain('text/html');
    expect(page.text).toContain('/v1/livePhotos/{id}/download');
    expect(page.text).not.toContain('<script');
    expect((await api.call('GET', '/docs')).text).toBe(page.text);
  });
});
