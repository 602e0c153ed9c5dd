/**
 * Numbers of the quality measures: what they look at, and where a face can no longer be made out. What an operator may want
 * otherwise is policy and stands in `policy.ts`. "Good photos" are the labelled photos of docs/quality.md that show one
 * bare face looking into the camera; docs/quality.md has the curves behind the limits (2026-11-28).
 */

import type { ByDirection } from './differences.ts';

/** Side of the aligned picture in pixels: eye centres, 6.3 of its 20 centimetres apart, lie 60 pixels apart. */
export const pictureSide = 192;

// Components, 0..100: 0 at `worst`, 50 at `limit`, where a human examiner can no longer use the photo, 100 at `best`.

/** Where a number of a measure lies on the scale of its component. */
export interface Anchors {
  readonly worst: number;
  readonly limit: number;
  readonly best: number;
}

// Sharpness.

/**
 * Shares of change over 1 pixel in that over 4, and over 2 in that over 6 after smoothing: across, down and along the diagonals.
 * The softest of 305 good photos that are no webcam's have 1.04 times these, and 15 of 316 of webcams less; of 19 sharp photos
 * blurred by σ 8 at 180 pixels between the eyes, or moved by 31, none has as much.
 */
export const fineShares: ByDirection = [0.094, 0.117, 0.172, 0.172];
export const coarseShares: ByDirection = [0.17, 0.218, 0.122, 0.122];
/** A face of fewer pixels between the eyes is soft because it is small: so much of the limit is left for one without any. */
export const distanceOfFullSharpness = 60;
export const sharpnessOfTheSmallest = 0.7;
/** Over those shares. */
export const sharpnessAnchors: Anchors = { worst: 0.5, limit: 1, best: 1.3 };

// Light.

/** Luminance from which a pixel is burnt out (ISO/IEC 29794-5 counts the same levels). */
export const burntFrom = 248;
/** Both halves of the face are compared by this many levels. */
export const uniformityBins = 32;
/** Highlight, levels of 0..255. Good photos have 49 to 254, in every tone of skin: it is of the lit parts. */
export const darknessAnchors: Anchors = { worst: 10, limit: 58, best: 130 };
/**
 * Share of burnt-out pixels. Good photos have 0.12 at most. Of bright faces without contrast those under drawn veils and in fog have 0.24 at
 * most, those in six times the light 0.84 at least: what took their contrast is not light.
 */
export const burntAnchors: Anchors = { worst: 1, limit: 0.5, best: 0.02 };
/** Contrast of the features, levels: good photos have 13.4 to 91. Below it, dark or bright, nothing stands out. */
export const contrastAnchors: Anchors = { worst: 0, limit: 13, best: 35 };
/** Middle luminance from which a face without contrast is not in the dark: light took it, or what lies over it. */
export const brightFrom = 110;
/** Common share of both halves, and share of the levels used: what portraits of ISO/IEC 39794-5 should have. */
export const uniformityAnchors: Anchors = { worst: 0.05, limit: 0.3, best: 0.8 };
export const rangeAnchors: Anchors = { worst: 0, limit: 0.2, best: 0.5 };

// Colour.

/** Skin of good photos has a warmth of -0.075 (a face in the dark) to 0.47, and cheeks brighter than its eyes by -0.09 or more. */
export const warmthAnchors: Anchors = { worst: -0.2, limit: -0.08, best: 0.03 };
export const polarityAnchors: Anchors = { worst: -1, limit: -0.25, best: 0.5 };

// Compression and noise.

/** Pixels between the eyes at which the picture's grid is read, at least: finer blocks are no loss. */
export const gridReadAt = 60;
/** The rows and columns that change most. */
export const strongestShare = 0.2;
/** A face of fewer rows or columns in pixels tells nothing of blocks. */
export const minSideOfGrid = 24;
/**
 * Share of all change on them: 0.22 to 0.47 in good photos; 0.54 to 0.79 in mosaics of 13 blocks between the eyes. Of an eye or the mouth
 * alone 0.45 at most in clear photos (330 eyes, 165 mouths, nine sources), 0.79 and more in mosaics of 11 blocks (2026-11-29).
 */
export const blockAnchors: Anchors = { worst: 0.9, limit: 0.5, best: 0.4 };
/** Deviation in levels at 60 pixels between the eyes. */
export const noiseAnchors: Anchors = { worst: 60, limit: 20, best: 3 };

// Eyes and mouth.

/** Pixels of the crop of an eye, and how many times wider than the eye it is. */
export const eyeCropWidth = 48;
export const eyeCropHeight = 32;
export const eyeCropMargin = 1.75;
/** Sides of the cells that edges are summed over, in pixels. */
export const eyeCell = 8;
/** An edge counts for a direction by what of it lies along that direction beyond this share of its strength. */
export const asideShare = 0.7;
/** Keeps what is hardly there from being made large; levels. */
export const descriptorFloor = 20;
/** An eye is taken to be no narrower than this share of the distance between both: one that is turned away is. */
export const leastEyeWidth = 0.3;
/** How much the mean of both eyes counts beside each: people close both. */
export const bothEyesShare = 0.5;
/** Read-out of closed lids, logits: the limit is that of `pnpm bench eyes`, 1 % of open eyes of sources left out of the fit. */
export const lidAnchors: Anchors = { worst: 5, limit: 1.2, best: -4 };
/** Beyond this yaw, degrees, and this pitch either way, lids are not judged: they hide behind the nose or hang. */
export const maxYawOfLids = 30;
export const maxPitchOfLids = 35;
/** Gap of the lips over the distance between the eyes: half of the good photos have less than 0.023, laughing ones 0.2 to 0.3. */
export const lipAnchors: Anchors = { worst: 0.3, limit: 0.12, best: 0.02 };

// Place in the picture (ISO/IEC 39794-5, annex D.1: shares of the picture for a portrait).

/** Height of the mesh, hairline to chin, over the picture's. */
export const smallHeadAnchors: Anchors = { worst: 0.05, limit: 0.2, best: 0.45 };
export const largeHeadAnchors: Anchors = { worst: 1.3, limit: 0.95, best: 0.75 };
/** Free picture on a side of the face, over the face's width or height. */
export const marginAnchors: Anchors = { worst: -0.5, limit: 0, best: 0.25 };
export const interEyeAnchors: Anchors = { worst: 0, limit: 60, best: 120 };

// Regions that cannot be made out.

/** Cells of the map that are darker, or brighter, than this and change by less than this from pixel to pixel hold nothing. */
export const blackBelow = 14;
export const whiteFrom = 250;
export const nothingChanges = 1.5;

/**
 * Fineness is change over 2 pixels in that over 6, strength the change over 2 pixels times that share, beside the whole face's
 * contrast: a region that lacks both is blurred alone. Of 249 photos that are no webcam's none does (closed eyes, clear glasses
 * and beards among them), of 321 webcam ones 2; with everything blurred by σ 16 at 180 pixels between the eyes 93 to 99 of 100
 * regions do, by σ 10 a quarter of the eyes and noses do (2026-11-28).
 */
export const regionDetail = {
  eye: {
    fineness: { worst: 0.08, limit: 0.132, best: 0.15 },
    strength: { worst: 0.005, limit: 0.034, best: 0.045 },
  },
  noseOrMouth: {
    fineness: { worst: 0.09, limit: 0.16, best: 0.18 },
    strength: { worst: 0.005, limit: 0.035, best: 0.045 },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Anchors>>>>;
/**
 * Relief: change over 6 pixels, its root over the whole face's contrast. Of 296 photos of bare faces that look into the camera, webcams
 * among them, eyes have 0.39 and more, noses 0.37, mouths 0.43; a mouth under a veil that lets through a seventh of the light 0.18 at most,
 * an eye under a blurred finger 0.21 in the median (2026-11-29).
 */
export const reliefAnchors: Anchors = { worst: 0, limit: 0.28, best: 0.36 };
/**
 * What lies across between the lids of an eye, over that of the other. Of 491 photos of bare faces that look into the camera, webcams
 * among them, the least is 0.44 (0.47 without the source that has it), but for one eye behind a sheet of paper, 0.02; with light from one
 * side that leaves the other a quarter 0.42. With one eye painted over with the person's own cheek 99 of 100 lie below (2026-11-29).
 */
export const lineAnchors: Anchors = { worst: 0, limit: 0.4, best: 0.5 };
/** Farther turned, degrees, or with fewer pixels between the eyes, regions lie elsewhere and have less to lose. */
export const maxYawOfDetail = 20;
export const maxPitchOfDetail = 25;
export const minInterEyeOfDetail = 40;

// Eyes at one height.

/** Cells of 2 x 2 pixels between the eyes of the aligned picture. */
export const eyeStep = 30;
/** How far an eye is looked for around the place of the other in a mirror, cells, and how many around a cell are its surroundings. */
export const levelReach = { across: 6, down: 8 } as const;
export const levelSurround = 6;
/** What a cell of height costs in correlation, so that a face without eyes has them at one height. */
export const levelSlack = 0.004;
/**
 * The lesser of how far the eyes lie apart in height and of what that brings, each over its limit (`maxEyeStep` of the distance
 * between them, `minLevelGain` of correlation). Of 276 accepted photos of 20 sources the most is 0.81; of 299 others that look into the
 * camera one lies above 1, its head leans by 23 degrees. Of 38 faces whose halves are moved against each other by 0.35 of that distance
 * 37 lie above, of 43 swirled by 60 degrees 18 (2026-11-30; docs/decisions/0058).
 */
export const maxEyeStep = 2.5 / 30;
export const minLevelGain = 0.1;
export const levelAnchors: Anchors = { worst: 2, limit: 1, best: 0.9 };
/** Of 264 good photos the most is 0.80 (docs/decisions/0112). */
export const oddAnchors: Anchors = { worst: 1, limit: 0.87, best: 0.6 };
/** Below so many pixels between the eyes grain moves them. */
export const minInterEyeOfLevel = 60;
/** Nor where less of nose or mouth is in sight: of 99 masked people two had eyes at two heights (2026-11-30). */
export const partOfLevel = 0.5;

// Background.

/** Change over 4 pixels beside the head that a plain wall may have, levels. */
export const backgroundAnchors: Anchors = { worst: 40, limit: 18, best: 4 };
