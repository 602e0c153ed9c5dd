/** The inspection report: the contract of `inspect`, printed as is by the CLI and the API. */

import type { MotionEvidence } from './capture-report.ts';
import type { ExifOrientation, ImageContentType, PictureInfo } from './image-info.ts';
import type { ProvenanceEvidence } from './provenance.ts';
import type { Box, Point } from './rgb-image.ts';

/** The four inspections, as reports name them. */
export const inspectionNames = ['faces', 'obstructions', 'orientation', 'liveness'] as const;
/** One of `inspectionNames`. */
export type InspectionName = (typeof inspectionNames)[number];

/** `skipped` comes with a reason: it was not asked for, or there was nothing to look at. */
export type Outcome = 'passed' | 'failed' | 'skipped';

/** What liveness finds in the motion of a capture; photos alone have none of it. */
export const motionFindingCodes = [
  'turn_not_followed',
  'track_interrupted',
  'flat_face_suspected',
  'frames_repeated',
  'frames_replayed',
  'different_faces',
  'different_scenes',
] as const;
/** One of `motionFindingCodes`. */
export type MotionFindingCode = (typeof motionFindingCodes)[number];

/** Every finding that an inspection can make, in the order in which a person hears of them. */
export const findingCodes = {
  faces: ['face_not_detected', 'multiple_faces_detected'],
  obstructions: [
    'left_eye_obstructed',
    'right_eye_obstructed',
    'nose_obstructed',
    'mouth_obstructed',
    'chin_obstructed',
    'forehead_obstructed',
    'cheeks_obstructed',
    'face_cropped',
    'face_blurred',
    'face_too_dark',
    'face_overexposed',
    'face_compressed',
    'unnatural_colour',
    'left_eye_closed',
    'right_eye_closed',
    'mouth_open',
    'uneven_light',
  ],
  orientation: [
    'photo_not_upright',
    'head_turned_left',
    'head_turned_right',
    'face_tilted_up',
    'face_tilted_down',
    'face_rolled',
    'face_too_small',
    'face_too_close',
    'face_off_centre',
  ],
  liveness: [
    'not_a_person',
    'presentation_attack_suspected',
    'screenshot_suspected',
    'generated_image_declared',
    'liveness_not_assessable',
    ...motionFindingCodes,
  ],
} as const satisfies Record<InspectionName, readonly string[]>;

/** What an inspection found, for programs: stable. */
export type FindingCode = (typeof findingCodes)[InspectionName][number];

/** Codes as they were called before, by what they are called now; findings name them for one version more. */
export const formerCodes = {
  head_turned_left: 'face_turned_right',
  head_turned_right: 'face_turned_left',
} as const satisfies Partial<Record<FindingCode, string>>;

/** One reason for a refusal. */
export interface Finding {
  /** Left and right are the person's own. */
  readonly code: FindingCode;
  /** What the code was called until 0.1, where left and right of turned heads were the picture's. */
  readonly formerCode?: string;
  /** Of a part of the face that cannot be made out, though no cover was seen on it: blurred, under a veil, hidden by a mosaic or a filter, moved. */
  readonly unclear?: true;
  /** One plain sentence that tells the person what to do. */
  readonly message: string;
  /** 0 (surely wrong) .. 49 (just not enough). */
  readonly score: number;
}

/** What one inspection says. */
export interface InspectionResult<Evidence> {
  readonly outcome: Outcome;
  /** 0..100, higher is better: below 50 exactly when the inspection failed; absent when skipped. */
  readonly score?: number;
  readonly findings: readonly Finding[];
  readonly evidence: Evidence;
  /** Why it was skipped. */
  readonly reason?: string;
}

/** What decided about the number of faces. */
export interface FacesEvidence {
  readonly count?: number;
}

/** Visibility of each facial region, 0 (covered) .. 100 (all visible). Left and right are the person's own. */
export type Region = 'leftEye' | 'rightEye' | 'nose' | 'mouth' | 'chin' | 'forehead' | 'cheeks';

/**
 * What ISO/IEC 29794-5 measures of a face image, each 0..100, 50 where a human examiner can no longer use the photo for it
 * (headPose*: the squared cosine of the angle). docs/quality.md says how each is measured.
 */
export const qualityComponents = [
  'sharpness',
  'underExposurePrevention',
  'overExposurePrevention',
  'illuminationUniformity',
  'dynamicRange',
  'compressionArtifacts',
  'naturalColour',
  'noise',
  'backgroundUniformity',
  'leftEyeOpen',
  'rightEyeOpen',
  'eyesOpen',
  'mouthClosed',
  'eyesVisible',
  'mouthOcclusionPrevention',
  'faceOcclusionPrevention',
  'interEyeDistance',
  'headSize',
  'leftwardCropOfTheFaceImage',
  'rightwardCropOfTheFaceImage',
  'marginAboveOfTheFaceImage',
  'marginBelowOfTheFaceImage',
  'headPoseYaw',
  'headPosePitch',
  'headPoseRoll',
] as const;
/** One of `qualityComponents`. */
export type QualityComponent = (typeof qualityComponents)[number];

/** What decided whether the face can be seen: visibility and quality, each 0..100. */
export interface ObstructionsEvidence {
  /** The least that the policy asks of each region and component to be visible; what is not named is only told. */
  readonly limits?: {
    readonly regions: Readonly<Partial<Record<Region, number>>>;
    readonly quality: Readonly<Partial<Record<QualityComponent, number>>>;
  };
  /** Absent where no face was sure enough to be measured; a component is where it could not be. */
  readonly quality?: Readonly<Partial<Record<QualityComponent, number>>>;
  readonly regions?: Readonly<Partial<Record<Region, number>>>;
  /** Covered share per cell of the aligned crop, row by row, 0..100, 0 beside the face; `corners` are the crop's, clockwise from its top left. */
  readonly map?: {
    readonly width: number;
    readonly height: number;
    readonly values: readonly number[];
    readonly corners: readonly Point[];
  };
}

/** Where the head looks, in degrees, and how large it is, in pixels of the original. */
export interface OrientationEvidence {
  /** Degrees; > 0 turns to the right edge of the picture. */
  readonly yaw?: number;
  /** Degrees; > 0 looks up. */
  readonly pitch?: number;
  /** Degrees; > 0 tilts clockwise in the picture. */
  readonly roll?: number;
  /**
   * By how many degrees each angle may move when the same face is looked at again: 95 in 100 looks stay within. What a mesh
   * gets wrong at every look is not in it. Missing where the mesh itself is in doubt, as of covered faces and profiles.
   */
  readonly uncertainty?: { readonly yaw: number; readonly pitch: number; readonly roll: number };
  /** Pixels of the upright original picture (ISO/IEC 29794-5). */
  readonly interEyeDistance?: number;
  /** What the policy asks: the largest angles, in degrees, and the least distance, in pixels. */
  readonly limits?: {
    readonly yaw: number;
    readonly pitch: number;
    readonly roll: number;
    readonly interEyeDistance: number;
  };
}

/** What each cue of liveness looked at, as a person reads it; of others the name itself. */
export const livenessCueWords: Readonly<Record<string, string>> = {
  face: 'face',
  faceFeatures: 'face detail',
  frame: 'whole picture',
  frameFeatures: 'picture detail',
  skinTones: 'light and shade of the face',
  person: 'person',
  motion: 'motion',
};

/** What decided whether a person was in front of the camera: cues 0..100, and what a file or a capture tells beside. */
export interface LivenessEvidence {
  /** Probability, 0..100, that this is a genuine capture of a person, as all cues together have it. */
  readonly bonaFide?: number;
  /** Named cues and what each saw, 0..100, higher is more genuine. */
  readonly cues?: Readonly<Record<string, number>>;
  /** The least that the policy asks of `bonaFide` and of the cue `person`; no other cue decides alone. */
  readonly limits?: { readonly bonaFide: number; readonly person: number };
  /** How the head moved; of captures alone. */
  readonly motion?: MotionEvidence;
  /** What the file says of how it came about; of files alone. It never speaks for a photo. */
  readonly provenance?: ProvenanceEvidence;
}

/** Where a face is, in pixels of the upright original. */
export interface FaceReport {
  readonly box: Box;
  /** 0..100: how sure the detector is. */
  readonly score: number;
}

/** @template ContentType null in reports on pixels that never were a file. */
export interface InspectionReport<ContentType extends ImageContentType | null = ImageContentType> {
  /** True when no inspection failed. */
  readonly accepted: boolean;
  readonly image: PictureInfo<ContentType> & {
    /** The EXIF orientation tag that would show the person upright; absent when the photo does as it is. */
    readonly suggestedOrientation?: ExifOrientation;
  };
  /** Every face, largest first. */
  readonly faces: readonly FaceReport[];
  readonly inspections: {
    readonly faces: InspectionResult<FacesEvidence>;
    readonly obstructions: InspectionResult<ObstructionsEvidence>;
    readonly orientation: InspectionResult<OrientationEvidence>;
    readonly liveness: InspectionResult<LivenessEvidence>;
  };
  /** Name of the policy that decided. */
  readonly policy: string;
  /** Model name to `sha256:<hex>`. */
  readonly models: Readonly<Record<string, string>>;
  /** Stage to milliseconds. Differs from run to run: leave it out when comparing reports. */
  readonly timings: Readonly<Record<string, number>>;
}
