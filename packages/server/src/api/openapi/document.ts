/** The OpenAPI 3.1 document, made of the endpoints and of the schemas that validate. */
import { z } from 'zod';
import type { Answer, Endpoint } from '../endpoint.ts';
import { errorSchema } from '../schemas.ts';

export type Json = Record<string, unknown>;

export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Json>>; readonly securitySchemes: Json };
  readonly tags: readonly { readonly name: string }[];
}

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly security: readonly Json[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: Json;
  readonly responses: Readonly<Record<string, Json>>;
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: Json;
}

/** What any endpoint with a key may answer beside its own answers. */
const commonErrors: Readonly<Record<number, string>> = {
  400: 'The request is invalid; `param` names the field',
  401: 'The key or token is missing, unknown, expired or revoked',
  403: 'The key lacks the scope for this, or the client token does not allow it',
  404: 'There is no such object in the account and mode of the key',
  429: 'Too many requests; `Retry-After` says when to come back',
  500: 'Something went wrong on our side',
  503: 'Too busy, or not ready; `Retry-After` says when to come back',
};

export function openApiDocument(endpoints: readonly Endpoint[]): OpenApiDocument {
  const schemas: Record<string, Json> = {};
  const paths: Record<string, Record<string, Operation>> = {};
  for (const endpoint of endpoints) {
    const path = endpoint.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operation(endpoint, schemas) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Live Photos API',
      version: '1',
      description: 'Decides whether a selfie can be trusted for an identity check, and keeps it.',
    },
    tags: [...new Set(endpoints.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas,
      securitySchemes: {
        key: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: 'An API key as it is, `live_…` or `test_…`; `Bearer <key>` is taken too.',
        },
        clientToken: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description:
            'A token of `POST /v1/captureSessions` or `POST /v1/tokens`, for one photo of one client; also taken without `Bearer`.',
        },
      },
    },
  };
}

function operation(endpoint: Endpoint, schemas: Record<string, Json>): Operation {
  const {
    method,
    path,
    summary,
    description,
    tag,
    access,
    clientTokens,
    query,
    body,
    headers = {},
  } = endpoint;
  const open = access === 'open';
  const errors = open ? { 503: commonErrors[503] as string } : commonErrors;
  const responses: Record<string, Json> = {};
  for (const [status, answer] of Object.entries(endpoint.answers))
    responses[status] = response(answer, schemas);
  for (const [status, text] of Object.entries(errors)) {
    responses[status] ??= response({ description: text, schema: errorSchema }, schemas);
  }
  if (body) {
    responses[413] = response({ description: 'The body is too large', schema: errorSchema }, schemas);
  }
  const name = path.replace('/v1/', '').replace(/[/:]+(\w)/g, (_, letter: string) => letter.toUpperCase());
  return {
    operationId: `${method.toLowerCase()}${name.charAt(0).toUpperCase()}${name.slice(1)}`.replace(/\W/g, ''),
    summary,
    description: [description, ...(open ? [] : [`Needs a key with the scope \`${access}\`.`])]
      .filter((text) => text !== undefined)
      .join(' '),
    tags: [tag],
    security: open
      ? []
      : [...(clientTokens === 'only' ? [] : [{ key: [] }]), ...(clientTokens ? [{ clientToken: [] }] : [])],
    parameters: [
      ...(path.includes(':id')
        ? [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } } as const]
        : []),
      ...queryParameters(query, schemas),
      ...Object.entries(headers).map(
        ([header, meaning]) =>
          ({
            name: header,
            in: 'header',
            required: false,
            description: meaning,
            schema: { type: 'string' },
          }) as const,
      ),
    ],
    ...(body
      ? {
          requestBody: {
            required: true,
            content: {
              ...(body.multipartOnly
                ? {}
                : { 'application/json': { schema: jsonSchema(body.schema, 'input', schemas) } }),
              ...(body.multipart || body.multipartOnly
                ? { 'multipart/form-data': { schema: jsonSchema(body.schema, 'input', schemas) } }
                : {}),
              ...Object.fromEntries((body.media ?? []).map((media) => [media, {}])),
            },
          },
        }
      : {}),
    responses,
  };
}

function response(answer: Answer, schemas: Record<string, Json>): Json {
  const content: Json = {
    ...(answer.schema
      ? { 'application/json': { schema: jsonSchema(answer.schema, 'output', schemas) } }
      : {}),
    ...Object.fromEntries((answer.media ?? []).map((media) => [media, {}])),
  };
  return {
    description: answer.description,
    ...(Object.keys(content).length > 0 ? { content } : {}),
  };
}

function queryParameters(query: z.ZodType | undefined, schemas: Record<string, Json>): Parameter[] {
  if (!query) return [];
  const schema = jsonSchema(query, 'input', schemas);
  const required = new Set(schema.required as string[] | undefined);
  return Object.entries(schema.properties as Record<string, Json>).map(
    ([name, { description, ...rest }]) => ({
      name,
      in: 'query',
      required: required.has(name),
      ...(typeof description === 'string' ? { description } : {}),
      schema: rest,
    }),
  );
}

/** JSON Schema of `schema`; those with an id of their own go to `schemas` and are referred to. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output', schemas: Record<string, Json>): Json {
  // Inside of another schema one with an id becomes a reference, which it would not be at the top.
  const wrapped = z.toJSONSchema(z.object({ schema }), { io, unrepresentable: 'any' }) as unknown as {
    properties: { schema: Json };
    $defs?: Record<string, Json>;
  };
  const moved = JSON.parse(
    JSON.stringify(wrapped).replaceAll('"#/$defs/', '"#/components/schemas/'),
  ) as typeof wrapped;
  for (const [name, definition] of Object.entries(moved.$defs ?? {})) {
    const { id: _, ...rest } = definition;
    schemas[name] ??= rest;
  }
  return moved.properties.schema;
}
