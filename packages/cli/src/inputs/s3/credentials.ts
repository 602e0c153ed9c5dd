/** Whose requests to S3 they are, found as AWS's own programs do: in the environment, or asked of the container's host. */
import { readFile } from 'node:fs/promises';
import { LivePhotoError } from '@livephoto/core';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  /** Milliseconds since 1970; for ever when absent. */
  readonly expires?: number | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Milliseconds for the container's host to answer. */
const timeLimit = 5000;
/** Where ECS and Batch have it. */
const containerHost = 'http://169.254.170.2';

/**
 * `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, else what ECS, Batch, or EKS Pod Identity hand to a container.
 * @throws {LivePhotoError} `unauthorized`, with what to set.
 */
export async function findCredentials(env: Environment): Promise<Credentials> {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (accessKeyId && secretAccessKey) {
    return { accessKeyId, secretAccessKey, sessionToken: env.AWS_SESSION_TOKEN || undefined };
  }
  const relative = env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI;
  const url = relative ? containerHost + relative : env.AWS_CONTAINER_CREDENTIALS_FULL_URI;
  if (url) return askContainer(url, env);
  throw new LivePhotoError(
    'unauthorized',
    'S3 needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the role of a container (ECS, Batch, EKS Pod Identity)',
    { param: 'FILE' },
  );
}

async function askContainer(url: string, env: Environment): Promise<Credentials> {
  try {
    const file = env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE;
    const token = file ? (await readFile(file, 'utf8')).trim() : env.AWS_CONTAINER_AUTHORIZATION_TOKEN;
    const response = await fetch(url, {
      headers: token ? { Authorization: token } : {},
      signal: AbortSignal.timeout(timeLimit),
    });
    if (!response.ok) throw new Error(`it answered ${response.status}`);
    const given = (await response.json()) as Record<string, string | undefined>;
    const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey } = given;
    if (!accessKeyId || !secretAccessKey) throw new Error('it answered none');
    const expires = given.Expiration === undefined ? undefined : Date.parse(given.Expiration);
    return { accessKeyId, secretAccessKey, sessionToken: given.Token, expires };
  } catch (error) {
    throw new LivePhotoError(
      'unauthorized',
      `The container's credentials cannot be had: ${(error as Error).message}`,
      { param: 'FILE', cause: error },
    );
  }
}
