/**
 * How an inspection's findings become one answer. ComplyCube does not publish the names of its processing errors for
 * live photos: these are livephoto's own.
 */
import {
  type ErrorType,
  type Finding,
  type FindingCode,
  findingCodes,
  type InspectionReport,
  LivePhotoError,
} from '@livephoto/core';

/** Why a photo is refused: the `type` of a 422. */
export type RefusalType = Extract<
  ErrorType,
  | 'face_not_detected'
  | 'multiple_faces_detected'
  | 'face_obstructed'
  | 'face_not_oriented'
  | 'liveness_check_failed'
>;

/** Every finding, with the type that a refusal for it has; a refusal's type is the first that occurs, in this order. */
export const refusals: Readonly<Record<RefusalType, readonly FindingCode[]>> = {
  face_not_detected: ['face_not_detected'],
  multiple_faces_detected: ['multiple_faces_detected'],
  face_obstructed: findingCodes.obstructions,
  face_not_oriented: findingCodes.orientation,
  liveness_check_failed: findingCodes.liveness,
};

/** Findings that tell of an attack or of how it is told. */
export const livenessCodes: readonly FindingCode[] = findingCodes.liveness;

/** A photo that an inspection refused, with every reason. */
export class RefusedPhotoError extends LivePhotoError {
  declare readonly type: RefusalType;
  readonly inspections: readonly Finding[];

  constructor(type: RefusalType, inspections: readonly Finding[], message: string) {
    super(type, message, { param: 'data' });
    this.inspections = inspections;
  }
}

/** @returns the error to answer, or undefined when nothing was found wrong. */
export function refusalOf(
  report: Pick<InspectionReport, 'accepted' | 'inspections'>,
): RefusedPhotoError | undefined {
  if (report.accepted) return undefined;
  const { faces, obstructions, orientation, liveness } = report.inspections;
  const findings = [faces, obstructions, orientation, liveness].flatMap((result) => result.findings);
  for (const [type, codes] of Object.entries(refusals) as [RefusalType, readonly FindingCode[]][]) {
    const first = findings.find((finding) => codes.includes(finding.code));
    if (first) return new RefusedPhotoError(type, findings, first.message);
  }
  // A failed inspection without a finding is the policy's doing; liveness is the one that scores alone.
  return new RefusedPhotoError('liveness_check_failed', findings, 'The photo did not pass its inspections');
}
