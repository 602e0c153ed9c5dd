/** The API over a store in memory, files in a folder and an inspector that says what a test wants. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InspectionReport } from '@livephoto/core';
import type { LivePhotoApiOptions } from '../api/context.ts';
import { createLivePhotoApi } from '../api/create-api.ts';
import { openFileBlobs } from '../blobs/files.ts';
import type { ApiKey } from '../keys/api-keys.ts';
import { allScopes, type Scope } from '../keys/scopes.ts';
import { defaultAccount, type Mode } from '../store/live-photo-store.ts';
import { createHeldStore } from './held-store.ts';
import { smallReport, testVault } from './records.ts';

export interface CallOptions {
  /** Without one there is no `Authorization`. */
  readonly key?: string;
  readonly json?: unknown;
  readonly body?: BodyInit;
  readonly headers?: Readonly<Record<string, string>>;
}

/** @param secret as `live_read` or `test_all`: the mode, and the one scope or all. */
function keyOf(secret: string): ApiKey | 'expired' | undefined {
  const [mode, scope] = secret.split('_') as [Mode, Scope | 'all'];
  if (secret === 'live_old') return 'expired';
  if (mode !== 'live' && mode !== 'test') return undefined;
  if (scope !== 'all' && !allScopes.includes(scope)) return undefined;
  return {
    id: secret,
    account: defaultAccount,
    mode,
    name: 'test',
    hint: mode,
    createdAt: '2026-01-01T00:00:00.000Z',
    revokedAt: null,
    scopes: scope === 'all' ? allScopes : [scope],
    expiresAt: null,
    lastUsedAt: null,
  };
}

export async function openTestApi(options: Partial<LivePhotoApiOptions> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'livephoto-api-'));
  const store = createHeldStore();
  const blobs = await openFileBlobs(folder);
  const inspecting = { inspect: async (): Promise<InspectionReport> => smallReport };
  const app = createLivePhotoApi({
    inspector: {
      inspect: () => inspecting.inspect(),
      inspectCapture: () => Promise.reject(new Error('no captures here')),
      fingerprint: async () => '0'.repeat(16),
    },
    store,
    blobs,
    vault: testVault,
    keys: {
      verify: async (secret) => keyOf(secret),
      find: async (id) => {
        const key = keyOf(id);
        return key === 'expired' ? undefined : key;
      },
    },
    limits: { requestsPerSecond: { live: 1000, test: 1000 } },
    ...options,
  });
  return {
    store,
    blobs,
    /** What the next inspections answer. */
    inspecting,
    async call(method: string, path: string, { key, json, body, headers = {} }: CallOptions = {}) {
      const response = await app.request(path, {
        method,
        headers: {
          ...(key === undefined ? {} : { Authorization: key }),
          ...(json === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(json === undefined ? {} : { body: typeof json === 'string' ? json : JSON.stringify(json) }),
        ...(body === undefined ? {} : { body }),
      });
      const bytes = new Uint8Array(await response.arrayBuffer());
      const text = new TextDecoder().decode(bytes);
      const isJson = response.headers.get('Content-Type')?.startsWith('application/json');
      return {
        status: response.status,
        headers: response.headers,
        bytes,
        text,
        // biome-ignore lint/suspicious/noExplicitAny: whatever the API answered; the test says what it expects of it.
        json: (isJson ? JSON.parse(text) : undefined) as any,
      };
    },
    close: () => rm(folder, { recursive: true }),
  };
}

export type TestApi = Awaited<ReturnType<typeof openTestApi>>;
