/** One endpoint: what it takes, what it answers, and what it does. The app and the OpenAPI document are made of these. */
import type { Context } from 'hono';
import type { z } from 'zod';
import type { ApiKey } from '../keys/api-keys.ts';
import type { Scope } from '../keys/scopes.ts';
import type { ApiEnv } from './context.ts';

export interface Answer {
  readonly description: string;
  /** JSON of this shape; nothing when left out. */
  readonly schema?: z.ZodType;
  /** Other media types that the answer may have. */
  readonly media?: readonly string[];
  /** What one of them may look like, where it is text. */
  readonly example?: string;
}

export interface RequestBody {
  readonly schema: z.ZodType;
  /** Fields of the multipart form, where it may be one. */
  readonly multipart?: boolean;
  /** Whether it must be one. */
  readonly multipartOnly?: boolean;
  /** Raw media types that are taken too. */
  readonly media?: readonly string[];
  /** What stands in the query then, as there are no fields. */
  readonly mediaQuery?: z.ZodType;
}

export interface Exchange<Query> {
  readonly c: Context<ApiEnv>;
  readonly key: ApiKey;
  /** The `id` of the path, as given. */
  readonly id: string;
  readonly query: Query;
}

export interface Endpoint<Query extends z.ZodType = z.ZodType> {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** As Hono writes it, with at most one parameter, `:id`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** The scope that a key needs for it; `open` answers without a key. */
  readonly access: Scope | 'open';
  /** Whether a client token is enough, or alone will do; the handler holds the request against the token's session. */
  readonly clientTokens?: boolean | 'only';
  readonly query?: Query;
  /** Milliseconds that it may wait for stores, where it is not what others may. */
  readonly storeWait?: number;
  /** Documentation: whether it writes something new, and so needs room. */
  readonly stores?: boolean;
  /** Documentation: the handler reads its body itself, after the limits that apply to it. */
  readonly body?: RequestBody;
  /** Request headers that mean something here, with what they mean. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly answers: Readonly<Record<number, Answer>>;
  handle(exchange: Exchange<z.output<Query>>): Promise<Response> | Response;
}

/** Gives a literal its types. */
export function endpoint<Query extends z.ZodType>(definition: Endpoint<Query>): Endpoint {
  return definition as unknown as Endpoint;
}
