/**
 * How much room to its limits a face needs at the first look, so that no further one is taken. Each is above what the verdicts of
 * labelled tuning photos needed; docs/performance.md has the table.
 */

/** Degrees: of first looks that pass with this room, 99 in 100 are less far from the settled mesh. */
export const roomOfAngles = { yaw: 5, pitch: 7, roll: 3 } as const;
/** Share of the least distance between the eyes; share of the picture's height for a face that may be too close. */
export const roomOfSize = 0.1;
/** Share of the picture's sides. */
export const roomOfPlace = 0.05;
/** Points of 100. */
export const roomOfQuality = 15;
export const roomOfVisibility = 25;
/**
 * Logits of the spoof net by which the wide look may be lower or higher than it likely is. Farther off are one in a hundred, and of
 * 1517 photos none that is then on another side of a threshold; portraits in which the close look sees an attack need the more.
 */
export const roomOfWideLook = { lower: 6, higher: 8 } as const;
