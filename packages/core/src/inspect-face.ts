/** The way of a photo's largest face: one look where that is clear, several where it leaves a doubt; then which way it looks and what covers it. */
import type { PictureInfo } from './contract/image-info.ts';
import type { InspectionResult, ObstructionsEvidence, OrientationEvidence } from './contract/report.ts';
import type { Agenda, InspectionStage } from './inspect-options.ts';
import {
  passesOrientationClearly,
  passesQualityClearly,
  passesVisibilityClearly,
} from './inspections/clear-pass.ts';
import { inspectObstructions } from './inspections/obstructions.ts';
import { inspectOrientation } from './inspections/orientation.ts';
import type { InspectionModels } from './models/inspection-models.ts';
import type { ObstructionsPolicy, Policy } from './policy.ts';
import type { SeenFace } from './vision/faces/face-candidates.ts';
import { type MeasuredFace, measureFace, measureFirstLook, measureFit } from './vision/faces/measure-face.ts';
import type { FaceGeometry } from './vision/landmarks/geometry.ts';
import { mapObstructions, type ObstructionMap } from './vision/obstructions/obstruction-net.ts';
import type { OccludedFace } from './vision/obstructions/occluded-face.ts';
import { component } from './vision/quality/component.ts';
import { measureQuality, type QualityComponents } from './vision/quality/measure-quality.ts';
import { type RegionDetail, withLevel } from './vision/quality/region-detail.ts';
import { oddAnchors } from './vision/quality/tuning.ts';
import type { ImagePyramid } from './vision/sampling/affine.ts';

/** Announces a stage, does its work, and takes the time. */
export type StageRunner = <Result>(
  stage: InspectionStage,
  work: () => Result | Promise<Result>,
) => Promise<Result>;

/** What the stages of one photo share once it is decoded. */
export interface PhotoWork {
  readonly models: InspectionModels;
  readonly policy: Policy;
  readonly agenda: Agenda;
  readonly stage: StageRunner;
  /** The upright original. */
  readonly picture: Pick<PictureInfo, 'width' | 'height'>;
  readonly pyramid: ImagePyramid;
  /** Pixels of the pyramid's picture to one of the original. */
  readonly scale: number;
  /** Whether the picture is known to stand upright. */
  readonly upright: boolean | undefined;
}

/** The faces of a picture, largest first, or what may be a covered one. */
export interface FoundFaces {
  readonly found: readonly SeenFace[];
  /** Where no face was found: a covered one, which counts as a face too when it is surely one. */
  readonly occluded?: OccludedFace | undefined;
}

/** What was measured of the largest face, and what that says. */
export interface InspectedFace {
  /** Undefined without a face, and when neither inspection was to be done. */
  readonly seen: MeasuredFace | undefined;
  readonly orientation: InspectionResult<Partial<OrientationEvidence>>;
  readonly obstructions: InspectionResult<Partial<ObstructionsEvidence>>;
}

/** Orientation and obstructions of the largest face: the stages `landmarks` and `obstructions`. */
export async function inspectLargestFace(work: PhotoWork, faces: FoundFaces): Promise<InspectedFace> {
  const { agenda, stage, policy, scale } = work;
  const look = await stage('landmarks', () => lookAtFace(work, faces));
  const concludeOrientation = (seen: MeasuredFace | undefined) =>
    agenda.conclude('orientation', seen && (() => inspectOrientation(seen.geometry, policy.orientation)));
  // What a first look shows has passed, unless what covers the face asks for another one.
  const settled = look.isFirst ? undefined : concludeOrientation(look.seen);
  const { seen, covers } = await stage('obstructions', () => lookAtCovers(work, faces, look));
  const orientation = settled ?? concludeOrientation(seen);
  const obstructions = agenda.conclude(
    'obstructions',
    covers &&
      (() =>
        inspectObstructions(
          covers.map,
          covers.geometry,
          policy.obstructions,
          scale,
          covers.quality,
          covers.detail,
        )),
  );
  return { seen, orientation, obstructions };
}

interface Look {
  readonly seen: MeasuredFace | undefined;
  /** One look only, which passes orientation with room to spare. */
  readonly isFirst: boolean;
}

async function lookAtFace(work: PhotoWork, { found: [face], occluded }: FoundFaces): Promise<Look> {
  const { models, agenda, policy, pyramid, picture } = work;
  const isWanted = agenda.holds('orientation') || agenda.holds('obstructions');
  if (!face || !isWanted) return { seen: undefined, isFirst: false };
  // Looks that agreed on a covered face also agreed on where its features are.
  if (occluded) {
    return { seen: measureFit(occluded.landmarks, models.canonical, pyramid, picture), isFirst: false };
  }
  // Of what covers the face it has to be known that nothing does.
  const first = agenda.holds('obstructions') && measureFirstLook(models, pyramid, face, picture);
  if (first && passesOrientationClearly(first.geometry, policy.orientation)) {
    return { seen: first, isFirst: true };
  }
  return { seen: await settle(work, face), isFirst: false };
}

function settle({ models, pyramid, picture, upright }: PhotoWork, face: SeenFace): Promise<MeasuredFace> {
  return measureFace(models, pyramid, face, picture, upright);
}

/** What the obstructions of one face are judged by. */
interface MeasuredCovers {
  readonly map: ObstructionMap;
  readonly geometry: FaceGeometry;
  /** Of a face that is sure enough to be measured. */
  readonly quality?: QualityComponents;
  readonly detail?: RegionDetail;
}

/** @returns the face anew where a first look was not enough. */
async function lookAtCovers(
  work: PhotoWork,
  { found: [face], occluded }: FoundFaces,
  { seen, isFirst }: Look,
): Promise<{ readonly seen: MeasuredFace | undefined; readonly covers?: MeasuredCovers | undefined }> {
  const { models, agenda, policy, pyramid, picture } = work;
  if (!agenda.holds('obstructions')) return { seen };
  // A face that is too covered to count as one: what covers it is still worth telling.
  if (seen === undefined) {
    if (occluded === undefined) return { seen };
    const { geometry } = measureFit(occluded.landmarks, models.canonical, pyramid, picture);
    return { seen, covers: { map: occluded.map, geometry } };
  }
  if (!isFirst || face === undefined) return { seen, covers: await measureCovers(work, seen) };
  const clear = await measureCovers(work, seen, policy.obstructions);
  if (clear) return { seen, covers: clear };
  const settled = await settle(work, face);
  return { seen: settled, covers: await measureCovers(work, settled) };
}

/** @param clearly Given, the answer is undefined for what does not pass it with room to spare. */
async function measureCovers(
  { models, pyramid, scale }: PhotoWork,
  { pixels, geometry }: MeasuredFace,
  clearly?: ObstructionsPolicy,
): Promise<MeasuredCovers | undefined> {
  const { components, detail, level, blank } = measureQuality(pyramid, pixels, geometry, scale);
  if (clearly && !passesQualityClearly(components, clearly)) return undefined;
  const map = await mapObstructions(models.obstructionNet, pyramid, pixels, blank);
  if (clearly && !passesVisibilityClearly(map, clearly)) return undefined;
  const natural = level === undefined ? level : Math.min(level, component(map.odd, oddAnchors));
  return { map, geometry, quality: components, detail: withLevel(detail, natural, map.visible) };
}
