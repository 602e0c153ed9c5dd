/** Orientation: how far are measured angles from labelled ones, and do turned faces get through? */
import type { FindingCode } from '@livephoto/core';
import { mean } from 'simple-statistics';
import type { ObservedPhoto } from '../../runner/run.ts';
import { type AngleErrors, angleErrors, centredError } from '../../statistics/angle.ts';
import type { BootstrapOptions } from '../../statistics/bootstrap.ts';
import { groupBy } from '../../statistics/group-by.ts';
import { type Proportion, shareOf } from '../../statistics/proportion.ts';
import { type ByStanding, byStanding } from '../grouped.ts';

/** Angles of a photo, degrees. */
export interface PosedPhoto extends ObservedPhoto {
  readonly nominal: { readonly yaw: number; readonly pitch: number };
  /** Undefined: no face was found, or an error. */
  readonly measured?: { readonly yaw: number; readonly pitch: number; readonly roll: number } | undefined;
}

/** Photos whose nominal angles are within limits (inclusive, degrees; undefined: no limit). */
export interface Band {
  readonly yaw?: number;
  readonly pitch?: number;
}

export interface BandFigures extends Band {
  readonly photos: number;
  /** Photos without measured angles. */
  readonly unanswered: number;
  readonly yawErrors: AngleErrors;
  readonly pitchErrors: AngleErrors;
  /** Mean absolute errors with each person's own mean error taken off, degrees: labels that are nominal have a zero that differs from person to person. */
  readonly yawWithinPerson: number | null;
  readonly pitchWithinPerson: number | null;
}

/** One nominal angle: what is measured there, over photos whose other angle is within 30°. */
export interface Step {
  readonly nominal: number;
  readonly photos: number;
  readonly unanswered: number;
  readonly meanMeasured: number | null;
  /** Answered photos on which no finding of this axis was made. */
  readonly withoutFinding: Proportion;
}

export interface OrientationFigures {
  readonly photos: number;
  readonly errors: number;
  /** Photos without measured angles, errors among them. */
  readonly unanswered: Proportion;
  readonly bands: readonly BandFigures[];
  /** Of photos with nominal |yaw| > 40: passed the inspection. */
  readonly turnedPassed: Proportion;
  /** Of the same: no finding about angles, whatever else (size, place) was found. */
  readonly turnedWithoutFinding: Proportion;
  /** Of the same, where measured: |yaw| reported under 20. */
  readonly turnedReportedUnder20: Proportion;
  /** Of photos with nominal |yaw| ≤ 15 and |pitch| ≤ 15: measured, and no finding about angles. */
  readonly frontalWithoutFinding: Proportion;
  readonly yawSteps: readonly Step[];
  readonly pitchSteps: readonly Step[];
}

export const bands: readonly Band[] = [{ yaw: 30, pitch: 30 }, { yaw: 45, pitch: 45 }, { yaw: 45 }, {}];

const yawFindings: readonly FindingCode[] = ['head_turned_right', 'head_turned_left'];
const pitchFindings: readonly FindingCode[] = ['face_tilted_up', 'face_tilted_down'];
export const angleFindings: readonly FindingCode[] = [...yawFindings, ...pitchFindings, 'face_rolled'];

/** Photos of one person are drawn together. */
const resampling: BootstrapOptions<Pick<ObservedPhoto, 'photo'>> = {
  stratumOf: ({ photo }) => photo.source,
  clusterOf: ({ photo }) => photo.extra.subject,
};

export function posed(item: ObservedPhoto): PosedPhoto {
  const { yaw, pitch, roll } = item.observation.report?.inspections.orientation.evidence ?? {};
  return {
    ...item,
    nominal: { yaw: item.photo.extra.yaw ?? 0, pitch: item.photo.extra.pitch ?? 0 },
    measured:
      yaw === undefined || pitch === undefined || roll === undefined ? undefined : { yaw, pitch, roll },
  };
}

export function scoreOrientation(photos: readonly ObservedPhoto[]): ByStanding<OrientationFigures> {
  return byStanding(photos.map(posed), figures);
}

export function isTurned({ nominal }: PosedPhoto): boolean {
  return Math.abs(nominal.yaw) > 40;
}

export function hasFinding({ observation }: ObservedPhoto, codes: readonly FindingCode[]): boolean {
  return (
    observation.report?.inspections.orientation.findings.some(({ code }) => codes.includes(code)) ?? false
  );
}

export function withoutAngleFinding(item: PosedPhoto): boolean {
  return item.measured !== undefined && !hasFinding(item, angleFindings);
}

function figures(photos: readonly PosedPhoto[]): OrientationFigures {
  const turned = photos.filter(isTurned);
  const frontal = photos.filter(
    ({ nominal }) => Math.abs(nominal.yaw) <= 15 && Math.abs(nominal.pitch) <= 15,
  );
  return {
    photos: photos.length,
    errors: photos.filter(({ observation }) => observation.error).length,
    unanswered: shareOf(photos, ({ measured }) => measured === undefined),
    bands: bands.map((band) => bandFigures(photos, band)),
    turnedPassed: shareOf(
      turned,
      ({ observation }) => observation.report?.inspections.orientation.outcome === 'passed',
    ),
    turnedWithoutFinding: shareOf(turned, withoutAngleFinding),
    turnedReportedUnder20: shareOf(
      turned.filter(({ measured }) => measured),
      ({ measured }) => Math.abs(measured!.yaw) < 20,
    ),
    frontalWithoutFinding: shareOf(frontal, withoutAngleFinding),
    yawSteps: steps(photos, 'yaw', 'pitch', yawFindings),
    pitchSteps: steps(photos, 'pitch', 'yaw', pitchFindings),
  };
}

function bandFigures(photos: readonly PosedPhoto[], band: Band): BandFigures {
  const within = photos.filter(
    ({ nominal }) =>
      Math.abs(nominal.yaw) <= (band.yaw ?? Number.POSITIVE_INFINITY) &&
      Math.abs(nominal.pitch) <= (band.pitch ?? Number.POSITIVE_INFINITY),
  );
  const measured = within.filter((item) => item.measured);
  const pairs = (axis: 'yaw' | 'pitch') =>
    measured.map((item) => ({
      photo: item.photo,
      nominal: item.nominal[axis],
      measured: item.measured![axis],
    }));
  const personOf = ({ photo }: Pick<ObservedPhoto, 'photo'>) => photo.extra.subject ?? photo.source;
  return {
    ...band,
    photos: within.length,
    unanswered: within.length - measured.length,
    yawErrors: angleErrors(pairs('yaw'), resampling),
    pitchErrors: angleErrors(pairs('pitch'), resampling),
    yawWithinPerson: centredError(pairs('yaw'), personOf),
    pitchWithinPerson: centredError(pairs('pitch'), personOf),
  };
}

function steps(
  photos: readonly PosedPhoto[],
  axis: 'yaw' | 'pitch',
  other: 'yaw' | 'pitch',
  findings: readonly FindingCode[],
): Step[] {
  const near = photos.filter(({ nominal }) => Math.abs(nominal[other]) <= 30);
  return [...groupBy(near, ({ nominal }) => nominal[axis])]
    .sort(([a], [b]) => a - b)
    .map(([nominal, members]) => {
      const measured = members.filter((item) => item.measured);
      return {
        nominal,
        photos: members.length,
        unanswered: members.length - measured.length,
        meanMeasured: measured.length === 0 ? null : mean(measured.map((item) => item.measured![axis])),
        withoutFinding: shareOf(measured, (item) => !hasFinding(item, findings)),
      };
    });
}
