/** What the name of a photo ends in, where names are all that is known of files. */
import { extname } from 'node:path';

export const photoExtensions = ['.jpg', '.jpeg', '.png', '.webp', '.heic', '.heif', '.avif'] as const;

export function isPhotoName(name: string): boolean {
  return (photoExtensions as readonly string[]).includes(extname(name).toLowerCase());
}
