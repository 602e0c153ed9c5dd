/** The errors that endpoints share: what each status means, and examples of its body. */
import type { ErrorType } from '@livephoto/core';
import type { Endpoint } from '../endpoint.ts';

interface ErrorExample {
  readonly summary: string;
  readonly value: {
    readonly type: ErrorType;
    readonly message: string;
    readonly param?: string;
    readonly [more: string]: unknown;
  };
}

export interface DocumentedError {
  readonly description: string;
  readonly examples: Readonly<Record<string, ErrorExample>>;
  /** Whether the answer says in `Retry-After` when to come back. */
  readonly retry?: boolean;
}

type Errors = Readonly<Record<number, DocumentedError>>;

const example = (summary: string, type: ErrorType, message: string, more: object = {}): ErrorExample => ({
  summary,
  value: { type, message, ...more },
});

const foreignHost = example(
  'The host is not one of the server',
  'forbidden',
  "This server does not answer to the host 'photos.example': name it with --allowed-hosts, or * for any",
);
const busy: DocumentedError = {
  description: 'Too busy, or not ready; `Retry-After` says when to come back',
  retry: true,
  examples: {
    busy: example(
      'Too many uploads at once',
      'service_unavailable',
      'Too many uploads at once: try again in a moment',
    ),
  },
};

/** What an endpoint may answer that needs no key. */
const openErrors: Errors = {
  403: { description: 'The server does not answer to this host', examples: { foreignHost } },
  503: busy,
};

const keyErrors: Errors = {
  400: {
    description: 'The request is invalid; `param` names the field',
    examples: {
      missing: example('A field is missing', 'invalid_request', 'clientId: is required', {
        param: 'clientId',
      }),
      json: example('The body is not JSON', 'invalid_request', 'The request body is not valid JSON'),
    },
  },
  401: {
    description: 'The key or token is missing, unknown, expired or revoked',
    examples: {
      key: example('No such key', 'unauthorized', "The 'Authorization' header is invalid"),
    },
  },
  403: {
    description: 'The key lacks the scope for this, or the client token does not allow it',
    examples: {
      scope: example('The key lacks the scope', 'forbidden', "This API key does not have the scope 'upload'"),
      foreignHost,
    },
  },
  404: {
    description: 'There is no such object in the account and mode of the key',
    examples: {
      client: example('No such client', 'resource_not_found', "Invalid client id '0198c7a4d21c5f3b9e0a7d63'"),
      livePhoto: example(
        'No such live photo',
        'resource_not_found',
        "Invalid live photo id '0198c7a4d21c5f3b9e0a7d64'",
      ),
    },
  },
  429: {
    description: 'Too many requests; `Retry-After` says when to come back',
    retry: true,
    examples: {
      rate: example('Too many requests', 'rate_limit_exceeded', 'Too many requests: try again in 1 s'),
    },
  },
  500: {
    description: 'Something went wrong on our side',
    examples: {
      internal: example(
        'On our side',
        'internal_server_error',
        'Something went wrong on our side; the request may be repeated',
      ),
    },
  },
  503: busy,
};

const tooLarge: DocumentedError = {
  description: 'The body is too large',
  examples: {
    body: example('The body', 'payload_too_large', 'The request body is larger than 8388608 bytes'),
  },
};

const noRoom: DocumentedError = {
  description: 'The disk has no room for anything new; what is stored can be read and deleted',
  retry: true,
  examples: {
    disk: example(
      'The disk is full',
      'insufficient_storage',
      'The disk of the images is full: the photo was not stored',
    ),
  },
};

/** Bodies of errors that an endpoint documents itself, by status. */
export const ownErrorExamples: Readonly<Record<number, DocumentedError['examples']>> = {
  409: {
    used: example(
      'The challenge is over',
      'conflict',
      'This challenge is over or being judged: ask for the next one',
      { param: 'challenge' },
    ),
  },
  422: {
    covered: example(
      'The mouth is covered',
      'face_obstructed',
      'Your mouth is covered: take off what covers it.',
      {
        param: 'data',
        inspections: [
          {
            code: 'mouth_obstructed',
            message: 'Your mouth is covered: take off what covers it.',
            score: 8,
          },
        ],
      },
    ),
    noFace: example(
      'No face',
      'face_not_detected',
      'No face was found: hold the camera at eye level and look into it.',
      {
        param: 'data',
        inspections: [
          {
            code: 'face_not_detected',
            message: 'No face was found: hold the camera at eye level and look into it.',
            score: 0,
          },
        ],
      },
    ),
    damaged: example('The file is cut off', 'image_unreadable', 'The image is cut off: 60 % of it is there', {
      param: 'data',
    }),
  },
  501: {
    queue: example(
      'No queue',
      'unsupported_runtime',
      'This server has no queue for jobs and webhooks: its operator sets LIVEPHOTO_JOBS, see docs/jobs.md',
    ),
  },
};

/** What `endpoint` may answer beside what it documents itself. */
export function errorsOf({ access, body, stores, answers }: Endpoint): Errors {
  const errors = {
    ...(access === 'open' ? openErrors : keyErrors),
    ...(body ? { 413: tooLarge } : {}),
    ...(stores ? { 507: noRoom } : {}),
  };
  return Object.fromEntries(Object.entries(errors).filter(([status]) => !(Number(status) in answers)));
}
