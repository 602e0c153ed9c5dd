/** A report's names and numbers as a person reads them. */
import { type InspectionName, type InspectionReport, imageFormats, livenessCueWords } from '@livephoto/core';

export type AnyReport = InspectionReport<InspectionReport['image']['contentType'] | null>;

export const inspectionWords: Readonly<Record<InspectionName, { title: string; question: string }>> = {
  faces: { title: 'Faces', question: 'Is there a face, and only one?' },
  obstructions: {
    title: 'Obstructions',
    question: 'Are eyes, nose, mouth, chin, forehead and cheeks free?',
  },
  orientation: {
    title: 'Orientation',
    question: 'Does it look into the camera, upright, near enough, in the middle?',
  },
  liveness: { title: 'Liveness', question: 'Was a person in front of the camera, not a print or a screen?' },
};

/** `183 KB`, `2.4 MB`; decimal units. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} KB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** `1920 × 1280 JPEG, 183 KB`. */
export function formatImage({ width, height, contentType, size }: AnyReport['image']): string {
  const kind = contentType === null ? 'pixels' : imageFormats[contentType].name;
  return `${width} × ${height} ${kind}, ${formatBytes(size)}`;
}

/** `leftEye` as `Left eye`, the cue `frame` as `Whole picture`. */
export function nameOf(key: string): string {
  const words = livenessCueWords[key] ?? key.replace(/([A-Z])/g, ' $1').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Indented JSON, with rows of numbers kept on one line. */
export function formatJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(/\[[\s\d.,eE+-]*\]/g, (list) => list.replace(/\s+/g, ' '));
}
