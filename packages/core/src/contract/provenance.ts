/** What a file says of how it came about: read, reported, and never believed where it speaks for the photo. */

/** What the metadata of a file say; none of it is verified, and anybody can remove or forge it. */
export interface ProvenanceEvidence {
  /**
   * IPTC's digital source types that the file names of itself (XMP, C2PA): the last part of the term, such as `digitalCapture` or
   * `trainedAlgorithmicMedia`.
   */
  readonly digitalSourceTypes: readonly string[];
  /** Content Credentials; null where there are none. Their signatures are not checked. */
  readonly c2pa: {
    readonly manifests: number;
    /** Programs that made the claims. */
    readonly claimGenerators: readonly string[];
    /** What was done, such as `c2pa.created`. */
    readonly actions: readonly string[];
    /** Labels of the assertions, such as `c2pa.hash.data`. */
    readonly assertions: readonly string[];
    /** Whether each claim comes with a signature, of whomever. */
    readonly signed: boolean;
    /** Whether parts of it could not be read. */
    readonly damaged: boolean;
  } | null;
  /** Programs that say they wrote the file: EXIF, XMP, text of a PNG. */
  readonly software: readonly string[];
  /** The generator of pictures that its metadata are those of; null where they are of none that is known. */
  readonly generator: string | null;
  /** What a camera left behind; null where nothing says that there was one. A photo sent by a page or a chat has none either. */
  readonly camera: {
    readonly make: string | null;
    readonly model: string | null;
    readonly exposure: boolean;
  } | null;
}
