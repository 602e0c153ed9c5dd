/** What a picture is, read from its header: kind, size and which way up it is stored. */

/** Every format that is read: what people call it, and how its files end. */
export const imageFormats = {
  'image/jpeg': { name: 'JPEG', extension: 'jpg' },
  'image/png': { name: 'PNG', extension: 'png' },
  'image/webp': { name: 'WebP', extension: 'webp' },
  'image/heic': { name: 'HEIC', extension: 'heic' },
  'image/avif': { name: 'AVIF', extension: 'avif' },
} as const;

/** Of the formats that are read. */
export type ImageContentType = keyof typeof imageFormats;

/** Content types of all formats that are read. */
export const imageTypes = Object.keys(imageFormats) as [ImageContentType, ...ImageContentType[]];

/**
 * The colours that a picture's profile speaks of. Display P3 and Adobe RGB become sRGB when it is decoded; pictures with any
 * `other` profile are read as if they had none.
 */
export type ColorSpace = 'srgb' | 'display-p3' | 'adobe-rgb' | 'other';

/** EXIF orientation tag, 1 (upright) to 8. */
export type ExifOrientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** What a file says of its colours. */
export interface ColorReading {
  readonly colorSpace: ColorSpace;
  /** The name of a profile, or of a code, that is not applied; absent where there is none. Of a stranger's file: printable ASCII, 60 characters. */
  readonly ignoredProfile?: string;
}

/** What is known of a picture before its pixels are looked at. */
export interface PictureInfo<ContentType extends ImageContentType | null = ImageContentType> {
  /** Null for pixels that never were a file. */
  readonly contentType: ContentType;
  /** Bytes of the file, or of the pixels. */
  readonly size: number;
  /** Size of the upright picture, in pixels. */
  readonly width: number;
  readonly height: number;
  readonly orientation: ExifOrientation;
  /** The name of a colour profile that was not applied: the pixels were read as sRGB. Absent where there was none. */
  readonly ignoredProfile?: string;
}

/** What a file's header says of its picture. */
export interface ImageInfo extends PictureInfo {
  /** Size as stored, before the orientation is applied, in pixels. */
  readonly storedWidth: number;
  readonly storedHeight: number;
  readonly colorSpace: ColorSpace;
  /** Mean of the luma quantiser of a JPEG, 1 (finest) to 255; 0 for what is no JPEG. */
  readonly quantiser: number;
}
