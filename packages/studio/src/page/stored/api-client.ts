/** Calls of the Live Photos API from the page, with the key that was given to it. */
import type { LivePhoto } from '@livephoto/core';
import type { AnyReport } from '../report/words.ts';

export interface Client {
  readonly id: string;
  readonly type: 'person' | 'company';
  readonly email: string;
  readonly personDetails?: { readonly firstName: string; readonly lastName: string } | null;
  readonly companyDetails?: { readonly name: string } | null;
  readonly createdAt: string;
}

export interface Page<Item> {
  readonly page: number;
  readonly pages: number;
  readonly totalItems: number;
  readonly items: readonly Item[];
}

export interface CreatedSession {
  readonly id: string;
  readonly token: string;
  /** Null where the server has no pages. */
  readonly url: string | null;
}

/** What an API key is told of a capture session. */
export interface SessionDetails {
  readonly state: 'open' | 'accepted' | 'locked' | 'expired';
  readonly attemptsLeft: number;
  readonly tries: readonly {
    readonly number: number;
    readonly turns: readonly string[];
    readonly outcome: 'accepted' | 'refused' | 'running' | 'unanswered';
    readonly findings: readonly { readonly code: string; readonly message: string }[];
    readonly signals: Readonly<Record<string, unknown>> | null;
    readonly report: AnyReport | null;
  }[];
}

/** A finding that a photo was refused for. */
export interface Reason {
  readonly code: string;
  readonly message: string;
}

/** An answer that is not what was asked for; `type` is the API's, or `unreachable`. */
export class ApiError extends Error {
  readonly type: string;
  readonly reasons: readonly Reason[];

  constructor(type: string, message: string, reasons: readonly Reason[] = []) {
    super(message);
    this.type = type;
    this.reasons = reasons;
  }
}

export interface Api {
  readonly mode: 'live' | 'test';
  listClients(page: number): Promise<Page<Client>>;
  getClient(id: string): Promise<Client>;
  createClient(firstName: string, lastName: string, email: string): Promise<Client>;
  listPhotos(clientId: string, page: number): Promise<Page<LivePhoto>>;
  getPhoto(id: string): Promise<LivePhoto>;
  getReport(id: string): Promise<AnyReport>;
  /** Undefined where the image was redacted. */
  getImage(id: string): Promise<Blob | undefined>;
  createSession(clientId: string, turns: number): Promise<CreatedSession>;
  getSession(id: string): Promise<SessionDetails>;
  upload(clientId: string, file: File): Promise<LivePhoto>;
  redact(id: string): Promise<void>;
  remove(id: string): Promise<void>;
}

const pageSize = 20;
/** Tries of a request that was refused for coming too fast. */
const maxTries = 5;

export function createApi(key: string): Api {
  const request = async (method: string, path: string, init: RequestInit = {}): Promise<Response> => {
    for (let tries = 1; ; tries++) {
      let response: Response;
      try {
        const headers = { Authorization: key, ...init.headers };
        response = await fetch(`/v1${path}`, { method, ...init, headers, cache: 'no-store' });
      } catch {
        throw new ApiError('unreachable', 'The server does not answer: is it still running?');
      }
      if (response.ok) return response;
      const error = await readError(response);
      if (error.type !== 'rate_limit_exceeded' || tries === maxTries) throw error;
      const seconds = Number(response.headers.get('Retry-After') ?? 1);
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    }
  };
  const json = async <Value>(method: string, path: string, body?: object): Promise<Value> => {
    const init = body && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
    return (await request(method, path, init)).json() as Promise<Value>;
  };
  const pages = (page: number) => `page=${page}&pageSize=${pageSize}`;
  const photo = (id: string) => `/livePhotos/${encodeURIComponent(id)}`;

  return {
    mode: key.startsWith('test_') ? 'test' : 'live',
    listClients: (page) => json('GET', `/clients?${pages(page)}`),
    getClient: (id) => json('GET', `/clients/${encodeURIComponent(id)}`),
    createClient: (firstName, lastName, email) =>
      json('POST', '/clients', { type: 'person', email, personDetails: { firstName, lastName } }),
    listPhotos: (clientId, page) =>
      json('GET', `/livePhotos?clientId=${encodeURIComponent(clientId)}&${pages(page)}`),
    getPhoto: (id) => json('GET', photo(id)),
    getReport: (id) => json('GET', `${photo(id)}/inspections`),
    async getImage(id) {
      try {
        const response = await request('GET', `${photo(id)}/download`, { headers: { Accept: 'image/*' } });
        return await response.blob();
      } catch (error) {
        if (error instanceof ApiError && error.type === 'resource_not_found') return undefined;
        throw error;
      }
    },
    createSession: (clientId, turns) => json('POST', '/captureSessions', { clientId, turns }),
    getSession: (id) => json('GET', `/captureSessions/${encodeURIComponent(id)}`),
    async upload(clientId, file) {
      const response = await request('POST', `/livePhotos?clientId=${encodeURIComponent(clientId)}`, {
        body: file,
        headers: { 'Content-Type': file.type || 'application/octet-stream' },
      });
      return response.json() as Promise<LivePhoto>;
    },
    async redact(id) {
      await request('POST', `${photo(id)}/redact`);
    },
    async remove(id) {
      await request('DELETE', photo(id));
    },
  };
}

/** Whether it is a key at all, before anything is asked with it. */
export function isKey(text: string): boolean {
  return /^(live|test)_[0-9a-f]{48}$/.test(text);
}

export function nameOfClient({ personDetails, companyDetails, email }: Client): string {
  if (companyDetails) return companyDetails.name;
  return personDetails ? `${personDetails.firstName} ${personDetails.lastName}` : email;
}

async function readError(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => ({}))) as {
    type?: string;
    message?: string;
    inspections?: readonly Reason[];
  };
  return new ApiError(
    body.type ?? 'unknown',
    body.message ?? `The server answered ${response.status}`,
    body.inspections,
  );
}
