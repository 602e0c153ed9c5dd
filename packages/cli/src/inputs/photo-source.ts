/** Where one photo of a run comes from. */
import type { LivePhotoError } from '@livephoto/core';

export type PhotoSource =
  | { readonly kind: 'file'; readonly name: string; readonly path: string }
  /** Of which `name` shows nothing secret. */
  | { readonly kind: 'url'; readonly name: string; readonly url: string }
  /** An object of a bucket; `name` is `s3://bucket/key`. */
  | { readonly kind: 's3'; readonly name: string; readonly bucket: string; readonly key: string }
  | { readonly kind: 'stdin'; readonly name: string }
  /** A path that cannot be inspected; it takes its turn so that results stay in the order asked for. */
  | { readonly kind: 'unreadable'; readonly name: string; readonly error: LivePhotoError };
