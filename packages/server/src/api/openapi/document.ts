/** The OpenAPI 3.1 document, made of the endpoints and of the schemas that validate. */
import { z } from 'zod';
import type { Answer, Endpoint, RequestBody } from '../endpoint.ts';
import { errorSchema } from '../schemas.ts';
import { aboutApi, describeTag, summary } from './about.ts';
import { type DocumentedError, errorsOf, ownErrorExamples } from './errors.ts';
import { exampleOf, type Json } from './example-of.ts';
import { type Snippet, snippetsOf } from './snippets.ts';

export type { Json } from './example-of.ts';

export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly summary: string;
    readonly description: string;
    readonly license: Json;
  };
  readonly servers: readonly { readonly url: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Json>>; readonly securitySchemes: Json };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
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
  readonly 'x-codeSamples': readonly Snippet[];
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: Json;
  readonly example?: unknown;
}

type Content = Record<string, { schema: Json; example?: unknown; examples?: Json }>;

const binary = { type: 'string', format: 'binary' } as const;
/** As in the schemas' own examples. */
const exampleIdOf = (path: string) =>
  path.startsWith('/v1/clients/') ? '0198c7a4d21c5f3b9e0a7d63' : '0198c7a4d21c5f3b9e0a7d64';

/** @param options.studio whether there is a page at `/` that the document may lead to. */
export function openApiDocument(
  endpoints: readonly Endpoint[],
  { studio = false }: { readonly studio?: boolean } = {},
): OpenApiDocument {
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
      summary,
      description: aboutApi(studio),
      license: { name: 'Apache 2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'The server that this document comes from' }],
    tags: [...new Set(endpoints.map(({ tag }) => tag))].map((name) => ({
      name,
      description: describeTag(name),
    })),
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
  const { method, path, description, tag, access, clientTokens, body } = endpoint;
  const open = access === 'open';
  const responses: Record<string, Json> = {};
  for (const [status, answer] of Object.entries(endpoint.answers)) {
    responses[status] = response(Number(status), answer, schemas);
  }
  for (const [status, error] of Object.entries(errorsOf(endpoint))) {
    responses[status] = errorResponse(error, schemas);
  }
  const parameters = parametersOf(endpoint, schemas);
  const content = body && bodyContent(body, schemas);
  const name = path.replace('/v1/', '').replace(/[/:]+(\w)/g, (_, letter: string) => letter.toUpperCase());
  return {
    operationId: `${method.toLowerCase()}${name.charAt(0).toUpperCase()}${name.slice(1)}`.replace(/\W/g, ''),
    summary: endpoint.summary,
    description: [description, ...(open ? [] : [`Needs a key with the scope \`${access}\`.`])]
      .filter((text) => text !== undefined)
      .join(' '),
    tags: [tag],
    security: open
      ? []
      : [...(clientTokens === 'only' ? [] : [{ key: [] }]), ...(clientTokens ? [{ clientToken: [] }] : [])],
    parameters,
    ...(content ? { requestBody: { required: true, content } } : {}),
    responses,
    'x-codeSamples': snippets(endpoint, parameters, content, schemas),
  };
}

function parametersOf({ path, query, body, headers = {} }: Endpoint, schemas: Record<string, Json>) {
  return [
    ...(path.includes(':id')
      ? [
          {
            name: 'id',
            in: 'path',
            required: true,
            schema: { type: 'string' },
            example: exampleIdOf(path),
          } as const,
        ]
      : []),
    ...queryParameters(query ?? body?.mediaQuery, schemas),
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
  ];
}

function bodyContent(body: RequestBody, schemas: Record<string, Json>): Content {
  const json = jsonSchema(body.schema, 'input', schemas);
  const example = exampleOf(json, schemas);
  return {
    // First what is shown first: a photo is a file, before it is anything else.
    ...Object.fromEntries((body.media ?? []).map((media) => [media, { schema: binary }])),
    ...(body.multipartOnly
      ? { 'multipart/form-data': { schema: json } }
      : { 'application/json': { schema: json, ...(example === undefined ? {} : { example }) } }),
    ...(body.multipart ? { 'multipart/form-data': { schema: asForm(json) } } : {}),
  };
}

/** The fields of a JSON body as those of a form: the image is a file there, and what else there is, text. */
function asForm(schema: Json): Json {
  const properties = Object.fromEntries(
    Object.entries(schema.properties as Record<string, Json>).map(([name, property]) => [
      name,
      name === 'data' ? { ...binary, description: 'The image, as a file.' } : plain(property),
    ]),
  );
  return { ...schema, properties };
}

/** `null` is nothing that a form can say. */
function plain({ anyOf, ...rest }: Json): Json {
  const choices = (anyOf as readonly Json[] | undefined)?.filter(({ type }) => type !== 'null');
  return choices?.length === 1 ? { ...choices[0], ...rest } : { ...rest, ...(anyOf ? { anyOf } : {}) };
}

function response(status: number, answer: Answer, schemas: Record<string, Json>): Json {
  const content: Content = {};
  if (answer.schema) {
    const schema = jsonSchema(answer.schema, 'output', schemas);
    const errors = /\/(Error|RefusedPhoto)$/.test(String(schema.$ref)) ? ownErrorExamples[status] : undefined;
    content['application/json'] = errors
      ? { schema, examples: errors as unknown as Json }
      : { schema, example: exampleOf(schema, schemas) };
  }
  for (const media of answer.media ?? []) {
    content[media] =
      media === 'text/plain'
        ? { schema: { type: 'string' }, example: answer.example ?? 'text' }
        : { schema: binary };
  }
  return {
    description: answer.description,
    ...(Object.keys(content).length > 0 ? { content } : {}),
  };
}

function errorResponse(
  { description, examples, retry }: DocumentedError,
  schemas: Record<string, Json>,
): Json {
  return {
    description,
    ...(retry
      ? {
          headers: {
            'Retry-After': {
              description: 'Seconds until a request may succeed.',
              schema: { type: 'integer', minimum: 1 },
            },
          },
        }
      : {}),
    content: {
      'application/json': { schema: jsonSchema(errorSchema, 'output', schemas), examples },
    },
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
      ...(name === 'clientId' ? { example: exampleOf(rest, schemas) } : {}),
    }),
  );
}

function snippets(
  { method, path, access, clientTokens, query, body, answers }: Endpoint,
  parameters: readonly Parameter[],
  content: Content | undefined,
  schemas: Record<string, Json>,
): Snippet[] {
  const media = body?.media?.[0];
  const asked = parameters.filter(
    (parameter) =>
      parameter.in === 'query' && (parameter.required || (media !== undefined && parameter.example)),
  );
  const search = asked.map(({ name, schema, example }) => `${name}=${example ?? exampleOf(schema, schemas)}`);
  const form = body?.multipartOnly ? formParts(content!['multipart/form-data']!.schema, schemas) : undefined;
  const json = media || form ? undefined : content?.['application/json']?.example;
  return snippetsOf({
    method,
    path:
      path.replace(':id', exampleIdOf(path)) +
      (query || media ? search.join('&').replace(/^/, '?') : '').replace(/^\?$/, ''),
    credential: access === 'open' ? undefined : clientTokens === 'only' ? 'token' : 'key',
    ...(json === undefined ? {} : { json }),
    ...(form ? { form } : {}),
    media,
    answersJson: answers[200]?.schema !== undefined,
  });
}

function formParts(schema: Json, schemas: Record<string, Json>) {
  const { properties } = typeof schema.$ref === 'string' ? schemas[schema.$ref.split('/').at(-1)!]! : schema;
  return Object.fromEntries(
    Object.entries(properties as Record<string, Json>).map(([name, property]) => [
      name,
      property.type === 'array' ? 'files' : property.format === 'binary' ? 'file' : 'text',
    ]),
  ) as Record<string, 'file' | 'files' | 'text'>;
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
