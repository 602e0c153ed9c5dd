/** The shapes of capture sessions' requests and answers: what validates them, and what the OpenAPI document is made of. */
import { policies, turnCount, turnDirections } from '@livephoto/core';
import { z } from 'zod';
import { clientId, findingSchema, givenClientId, id, timestamp, unclear } from '../schemas.ts';
import { sessionLimits } from './session-rules.ts';
import { exampleToken } from './token-schemas.ts';

const between = ({ min, max }: { min: number; max: number }) =>
  z
    .int({ error: `must be a whole number from ${min} to ${max}` })
    .min(min, `must be a whole number from ${min} to ${max}`)
    .max(max, `must be a whole number from ${min} to ${max}`);
const flag = z.boolean({ error: 'must be true or false' });
const policyNames = Object.keys(policies) as [keyof typeof policies];
const origin = z.string().refine(isOrigin, 'must be an origin such as https://shop.example');

export const sessionBody = z
  .object({
    clientId: givenClientId,
    challenge: z
      .enum(['turn', 'none'], { error: "must be 'turn' or 'none'" })
      .nullish()
      .describe('`turn`: a capture with a track, the default; `none`: one photo alone.'),
    turns: between(turnCount).nullish().describe(`Turns of the head; ${turnCount.default} when left out.`),
    attempts: between(sessionLimits.attempts)
      .nullish()
      .describe(`Tries; ${sessionLimits.attempts.default} when left out.`),
    expiresIn: between(sessionLimits.lifetime)
      .nullish()
      .describe(`Seconds; ${sessionLimits.lifetime.default} when left out.`),
    performLivenessCheck: flag.nullish().describe('Default true; false needs `challenge: none`.'),
    policy: z
      .enum(policyNames, { error: `must be one of ${policyNames.join(', ')}` })
      .nullish()
      .describe("The server's own when left out."),
    allowFiles: flag.nullish().describe('Whether a page offers to choose a file. Default false.'),
    origins: z
      .array(origin)
      .max(sessionLimits.origins, `may name ${sessionLimits.origins} origins at most`)
      .nullish()
      .describe('Origins whose pages may use it; any when left out.'),
  })
  .superRefine(({ challenge, turns, performLivenessCheck }, context) => {
    if (performLivenessCheck === false && challenge !== 'none') {
      context.addIssue({
        code: 'custom',
        path: ['performLivenessCheck'],
        message: "may be false where challenge is 'none' only",
      });
    }
    if (challenge === 'none' && typeof turns === 'number') {
      context.addIssue({
        code: 'custom',
        path: ['turns'],
        message: "has no meaning where challenge is 'none'",
      });
    }
  })
  .meta({ id: 'CaptureSessionRequest' });

const state = z.enum(['open', 'accepted', 'locked', 'expired']);
const session = {
  id,
  clientId,
  state,
  challenge: z.enum(['turn', 'none']),
  turns: z.int().meta({ examples: [turnCount.default] }),
  attempts: z.int().meta({ examples: [3] }),
  attemptsLeft: z.int().meta({ examples: [2] }),
  performLivenessCheck: z.boolean(),
  allowFiles: z.boolean(),
  policy: z.enum(policyNames).nullable(),
  origins: z.array(z.string().meta({ examples: ['https://shop.example'] })),
  livePhotoId: id.nullable().meta({ examples: [null] }),
  createdAt: timestamp,
  expiresAt: timestamp,
};

export const createdSessionSchema = z
  .object({
    ...session,
    attemptsLeft: z.int().meta({ examples: [3] }),
    token: z
      .string()
      .describe('For the page; shown this once.')
      .meta({ examples: [exampleToken] }),
    url: z
      .string()
      .nullable()
      .describe('Opens the session on this server, on any device; null where its pages are turned off.')
      .meta({ examples: [`https://photos.example/capture#${exampleToken}`] }),
  })
  .meta({ id: 'CreatedCaptureSession' });

export const sessionSchema = z
  .object({
    ...session,
    tries: z.array(
      z.object({
        number: z.int(),
        turns: z.array(z.enum(turnDirections)),
        startedAt: timestamp,
        finishedAt: timestamp.nullable(),
        outcome: z.enum(['accepted', 'refused', 'running', 'unanswered']).meta({ examples: ['refused'] }),
        type: z
          .string()
          .nullable()
          .meta({ examples: ['face_obstructed'] }),
        message: z
          .string()
          .nullable()
          .meta({ examples: ['Your mouth is covered: take off what covers it.'] }),
        findings: z.array(findingSchema),
        signals: z.looseObject({}).nullable(),
        report: z.looseObject({}).nullable(),
      }),
    ),
  })
  .meta({ id: 'CaptureSession' });

export const pageSessionSchema = z
  .object({
    state,
    challenge: z.enum(['turn', 'none']),
    turns: z.int(),
    attemptsLeft: z.int(),
    allowFiles: z.boolean(),
    expiresAt: timestamp,
  })
  .meta({ id: 'PageCaptureSession' });

export const challengeSchema = z
  .object({
    id,
    nonce: z.string().meta({ examples: ['q1vX3kz0RhS0pVq8f2bT1Q'] }),
    turns: z.array(z.enum(turnDirections)).describe("In this order; the person's own left and right."),
    expiresAt: timestamp,
    attemptsLeft: z.int(),
  })
  .meta({ id: 'CaptureChallenge' });

export const acceptedSchema = z
  .object({ state: z.literal('accepted'), attemptsLeft: z.int(), livePhoto: z.object({ id }) })
  .meta({ id: 'AcceptedCapture' });

const covered = 'Your mouth is covered: take off what covers it.';
export const refusedSchema = z
  .object({
    type: z.string().meta({ examples: ['face_obstructed'] }),
    message: z.string().meta({ examples: [covered] }),
    param: z
      .string()
      .optional()
      .meta({ examples: ['data'] }),
    findings: z.array(
      z.object({
        code: z.string().meta({ examples: ['mouth_obstructed'] }),
        message: z.string().meta({ examples: [covered] }),
        unclear,
      }),
    ),
    state,
    attemptsLeft: z.int(),
  })
  .meta({ id: 'RefusedCapture' });

function isOrigin(text: string): boolean {
  try {
    return new URL(text).origin === text;
  } catch {
    return false;
  }
}
