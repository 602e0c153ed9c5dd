/** Numbers as a person reads them, the same in the table and on annotated pictures. */
import {
  type InspectionName,
  type InspectionReport,
  imageFormats,
  livenessCueWords,
  type OrientationEvidence,
} from '@livephoto/core';

/** `183 KB`, `2.4 MB`; decimal units. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} KB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** `1920 × 1280 JPEG, 183 KB`, and which colour profile was left out. */
export function formatImage(image: InspectionReport['image']): string {
  const kind = imageFormats[image.contentType].name;
  const colors =
    image.ignoredProfile === undefined ? '' : `, its colours (${image.ignoredProfile}) read as sRGB`;
  return `${image.width} × ${image.height} ${kind}, ${formatBytes(image.size)}${colors}`;
}

/** `1 face`, `3 faces`. */
export function formatCount(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}

/** `yaw -4.1°, pitch 2.0°, roll 1.2°, eyes 211 px apart`, as far as it is known. */
function formatOrientation(evidence: OrientationEvidence): string[] {
  const parts: string[] = [];
  for (const angle of ['yaw', 'pitch', 'roll'] as const) {
    const value = evidence[angle];
    if (value !== undefined) parts.push(`${angle} ${value.toFixed(1)}°`);
  }
  if (evidence.interEyeDistance !== undefined) {
    parts.push(`eyes ${Math.round(evidence.interEyeDistance)} px apart`);
  }
  return parts;
}

const regionNames: Readonly<Record<string, string>> = { leftEye: 'left eye', rightEye: 'right eye' };

/** The name of a region or a cue as a person says it: `left eye` for `leftEye`. */
export function wordsFor(name: string): string {
  return regionNames[name] ?? livenessCueWords[name] ?? name;
}

/** The evidence of each inspection, in words. */
export function evidenceParts(report: InspectionReport): Readonly<Record<InspectionName, readonly string[]>> {
  const { faces, obstructions, orientation, liveness } = report.inspections;
  const scores = (entries: Readonly<Record<string, number | undefined>> | undefined) =>
    Object.entries(entries ?? {}).map(([name, score]) => `${wordsFor(name)} ${score}`);
  return {
    // A failure has already said how many.
    faces: faces.outcome === 'passed' ? [formatCount(faces.evidence.count ?? 1, 'face')] : [],
    obstructions: scores(obstructions.evidence.regions),
    orientation: formatOrientation(orientation.evidence),
    liveness: scores(liveness.evidence.cues),
  };
}
