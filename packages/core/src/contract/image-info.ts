/** What a picture is, read from its header: kind, size and which way up it is stored. */

export type ImageContentType = 'image/jpeg' | 'image/png';

/** EXIF orientation tag, 1 (upright) to 8. */
export type ExifOrientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

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
}

export interface ImageInfo extends PictureInfo {
  /** Size as stored, before the orientation is applied, in pixels. */
  readonly storedWidth: number;
  readonly storedHeight: number;
}
