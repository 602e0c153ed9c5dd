/** Sizes and times of what goes on beside requests. */

/** Photos of one part of a reinspection: what a kill costs, and what one message is worth. */
export const reinspectPart = 5;
/** Photos of one part of an export: rows of one statement. */
export const exportPart = 500;
/** Parts of one job that may wait: those of other jobs come in between. */
export const openParts = 64;
/** Milliseconds after which a plan looks again whether parts are done. */
export const planAgain = 1000;

/** Failures of one task before it is given up. */
export const mostAttempts = 20;
/** Claims of one task, kills of whoever had it included, before it is given up: it may be what kills them. */
export const mostClaims = 100;
/** Milliseconds before a task is tried again that failed: doubled with every attempt, up to the longest. */
export const retryFirst = 1000;
export const retryLongest = 5 * 60_000;
/** Messages that are sent to a queue at once. */
export const tellAtOnce = 90;
/** Milliseconds after which a queue is told again of a task that is due and in nobody's hands. */
export const tellAgain = 60_000;

/**
 * Seconds between tries of a webhook, as the Standard Webhooks specification suggests them; after the last one it is dead.
 * Together almost three days.
 */
export const deliveryDelays = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400] as const;
/** Of a delay, how much chance adds: what failed together should not come again together. */
export const deliveryJitter = 0.2;
/** Milliseconds for a receiver to answer. */
export const deliveryTime = 15_000;

/** Days that a job, its result, and the state of an upload that waited are kept after their end. */
export const keptDays = 30;
/** Days that deliveries are kept, dead ones too. */
export const deliveryDays = 30;
