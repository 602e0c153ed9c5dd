/** What a caller may ask of one inspection, and what follows from it for each of the four. */
import { LivePhotoError } from './contract/errors.ts';
import { type InspectionName, type InspectionResult, inspectionNames } from './contract/report.ts';
import { skipped } from './inspections/result.ts';
import type { PolicyLike } from './resolve-policy.ts';

/** What a caller may ask of one inspection. */
export interface InspectOptions {
  /** Default true. False answers `skipped` for liveness and costs nothing. */
  readonly performLivenessCheck?: boolean | undefined;
  /** Only these are done; the others answer `skipped`. All four when left out. */
  readonly inspections?: readonly InspectionName[] | undefined;
  /**
   * Once an inspection has failed, those that come later (faces, orientation, obstructions, liveness is their order)
   * answer `skipped`: a quick no, which hears of one reason only.
   * @default false
   */
  readonly failFast?: boolean | undefined;
  /**
   * The picture is known to stand upright, as a camera's frame does: faces lying on their side or upside down are not
   * looked for, which saves most of the time that a doubtful face costs.
   * @default false
   */
  readonly upright?: boolean | undefined;
  /**
   * Liveness takes every look, also where fewer settle the verdict: for whoever fits or calibrates by its cues.
   * @default false
   */
  readonly everyLook?: boolean | undefined;
  /** What decides in place of the inspector's own policy: a name, or the numbers that differ. */
  readonly policy?: PolicyLike | undefined;
  /** Told when each stage begins. */
  readonly onProgress?: ((progress: InspectionProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The stages of every inspection, in order; each has its time in the report. */
export const inspectionStages = [
  'sniff',
  'decode',
  'detect',
  'landmarks',
  'obstructions',
  'liveness',
] as const;
/** One of `inspectionStages`. */
export type InspectionStage = (typeof inspectionStages)[number];

/** How far an inspection is. */
export interface InspectionProgress {
  /** The stage that begins. */
  readonly stage: InspectionStage;
  /** Stages that are done. */
  readonly index: number;
  /** Stages in all. */
  readonly count: number;
}

/** Decides which inspections of one photo are done: those asked for, and with `failFast` none after the first failure. */
export class Agenda {
  private readonly asked: readonly InspectionName[];
  private readonly failFast: boolean;
  private failed = false;

  /** @throws {LivePhotoError} `invalid_request` (param `inspections`) for names that are none, and for no name. */
  constructor({
    inspections = inspectionNames,
    performLivenessCheck = true,
    failFast = false,
  }: InspectOptions) {
    const unknown = inspections.find((name) => !inspectionNames.includes(name));
    if (unknown !== undefined || inspections.length === 0) {
      throw new LivePhotoError(
        'invalid_request',
        `${unknown === undefined ? 'No inspection was asked for' : `There is no inspection '${String(unknown)}'`}; choose of ${inspectionNames.join(', ')}`,
        { param: 'inspections' },
      );
    }
    this.asked = inspections.filter((name) => performLivenessCheck || name !== 'liveness');
    this.failFast = failFast;
  }

  /** Whether an inspection is still to be done. */
  holds(name: InspectionName): boolean {
    return this.reasonToSkip(name) === undefined;
  }

  /** What `inspect` concludes, or `skipped`; `inspect` is undefined when there is no face to look at. */
  conclude<Evidence extends object>(
    name: InspectionName,
    inspect: (() => InspectionResult<Evidence>) | undefined,
  ): InspectionResult<Partial<Evidence>> {
    const reason = this.reasonToSkip(name);
    if (reason !== undefined) return skipped(reason);
    if (inspect === undefined) return skipped('no face to look at');
    const result = inspect();
    this.failed ||= result.outcome === 'failed';
    return result;
  }

  private reasonToSkip(name: InspectionName): string | undefined {
    if (!this.asked.includes(name)) return 'not asked for';
    return this.failFast && this.failed ? 'an earlier inspection failed' : undefined;
  }
}
