/** Reads what a picture is from its first bytes, before anything is decoded. */

export type ImageContentType = 'image/jpeg' | 'image/png';

/** EXIF orientation tag, 1 (upright) to 8. */
export type ExifOrientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

export interface ImageInfo {
  readonly contentType: ImageContentType;
  /** Bytes of the file. */
  readonly size: number;
  /** Size as stored, before the orientation is applied, in pixels. */
  readonly storedWidth: number;
  readonly storedHeight: number;
  readonly orientation: ExifOrientation;
  /** Size of the upright picture, in pixels. */
  readonly width: number;
  readonly height: number;
}
