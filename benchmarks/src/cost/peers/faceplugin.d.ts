/** The part of npm's faceplugin-face-recognition-js that is measured; the package has no types. */
declare module 'faceplugin-face-recognition-js' {
  type Session = unknown;
  interface Boxes {
    /** Faces, then four corners and a score. */
    readonly shape: readonly [number, number];
  }
  export let cv: { imread?: unknown } | null;
  export function load_opencv(): Promise<void>;
  export function loadDetectionModel(): Promise<Session>;
  export function loadLandmarkModel(): Promise<Session>;
  export function loadEyeModel(): Promise<Session>;
  export function loadLivenessModel(): Promise<Session>;
  export function detectFace(session: Session, canvas: string): Promise<{ bbox: Boxes; size: number }>;
  export function predictLandmark(session: Session, canvas: string, boxes: Boxes): Promise<unknown[]>;
  export function predictEye(session: Session, canvas: string, landmarks: unknown[]): Promise<unknown[]>;
  export function predictLiveness(session: Session, canvas: string, boxes: Boxes): Promise<unknown[]>;
}
