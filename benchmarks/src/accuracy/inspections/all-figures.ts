/** Every figure of a run, by category of labels. */
import { type FamiliesFigures, rateFamilies } from '../families/family-rates.ts';
import { type Category, type Standing, standings } from '../labels/labels.ts';
import { type DetectorFigures, judgedByAll, scoreDetectors } from '../peers/detector-rates.ts';
import type { ObservedPhoto } from '../runner/run.ts';
import { type FacesFigures, facesMistakes, scoreFaces } from './faces/face-counts.ts';
import { type ByStanding, byStanding } from './grouped.ts';
import {
  judgedPhotos,
  type LivenessFigures,
  livenessMistakes,
  scoreLiveness,
} from './liveness/attack-detection.ts';
import type { Mistake } from './mistake.ts';
import {
  type ObstructionFigures,
  obstructionMistakes,
  scoreObstruction,
} from './obstruction/occlusion-rates.ts';
import { type OrientationFigures, scoreOrientation } from './orientation/angle-errors.ts';
import { orientationMistakes } from './orientation/orientation-mistakes.ts';

/** Only categories that have photos. */
export interface Figures {
  readonly faces?: ByStanding<FacesFigures>;
  readonly orientation?: ByStanding<OrientationFigures>;
  readonly obstruction?: ByStanding<ObstructionFigures>;
  readonly liveness?: ByStanding<LivenessFigures>;
  /** Liveness again, by families and by species, every family weighing the same. */
  readonly families?: Readonly<Partial<Record<Standing, FamiliesFigures>>>;
  /** The product's liveness beside that of other detectors, where they were asked. */
  readonly peers?: ByStanding<readonly DetectorFigures[]>;
}

export type Mistakes = Readonly<Partial<Record<Category, readonly Mistake[]>>>;

export function photosOf(photos: readonly ObservedPhoto[], category: Category): ObservedPhoto[] {
  return photos.filter(({ photo }) => photo.category === category);
}

/** @param resamples Of every interval by bootstrap. @default 1000 */
export function scoreAll(photos: readonly ObservedPhoto[], resamples?: number): Figures {
  const having = <T>(category: Category, score: (photos: readonly ObservedPhoto[]) => T) => {
    const members = photosOf(photos, category);
    return members.length === 0 ? {} : { [category]: score(members) };
  };
  const peers = judgedByAll(photos);
  return {
    ...having('faces', scoreFaces),
    ...having('orientation', scoreOrientation),
    ...having('obstruction', scoreObstruction),
    ...having('liveness', (members) => scoreLiveness(members, resamples)),
    ...familiesOf(photosOf(photos, 'liveness'), resamples),
    ...(peers.length > 0 ? { peers: byStanding(peers, (judged) => scoreDetectors(judged, resamples)) } : {}),
  };
}

function familiesOf(photos: readonly ObservedPhoto[], resamples?: number): Pick<Figures, 'families'> {
  const groups = standings.flatMap((standing) => {
    const judged = judgedPhotos(photos.filter(({ photo }) => photo.standing === standing));
    return judged.length === 0 ? [] : [[standing, rateFamilies(judged, resamples)] as const];
  });
  return groups.length === 0 ? {} : { families: Object.fromEntries(groups) };
}

/** Wrongly judged photos by category, worst first. */
export function mistakesOf(photos: readonly ObservedPhoto[]): Mistakes {
  const of: Record<Category, (photos: readonly ObservedPhoto[]) => Mistake[]> = {
    faces: facesMistakes,
    orientation: orientationMistakes,
    obstruction: obstructionMistakes,
    liveness: livenessMistakes,
  };
  return Object.fromEntries(
    (Object.keys(of) as Category[])
      .map((category) => [category, of[category](photosOf(photos, category))] as const)
      .filter(([, mistakes]) => mistakes.length > 0),
  );
}
