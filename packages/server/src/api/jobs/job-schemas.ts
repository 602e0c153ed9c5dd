/** The shapes of jobs. */
import { LivePhotoError, type PolicyLike, policies, resolvePolicy } from '@livephoto/core';
import { z } from 'zod';
import { jobStates, jobTypes } from '../../store/jobs.ts';
import { dateFilter, errorSchema, id, isPrintable, pageQuery, timestamp } from '../schemas.ts';

const policyNames = Object.keys(policies) as [keyof typeof policies];
const policy = z
  .union([z.enum(policyNames), z.looseObject({})], {
    error: `must be one of ${policyNames.join(', ')}, or an object with the numbers that differ`,
  })
  .superRefine((given, context) => {
    try {
      resolvePolicy(given as PolicyLike, { subject: 'it' });
    } catch (error) {
      if (!(error instanceof LivePhotoError)) throw error;
      context.addIssue({ code: 'custom', message: `is no policy: ${error.message}` });
    }
    // It stands in the audit log.
    const { name } = typeof given === 'string' ? {} : given;
    if (typeof name === 'string' && !isPrintable(name)) {
      context.addIssue({ code: 'custom', path: ['name'], message: 'must not have control characters' });
    }
  });
const flag = z.boolean({ error: 'must be true or false' }).nullish();

const filter = {
  clientId: z.string().optional().describe('Live photos of this client alone.'),
  createdAfter: dateFilter.describe('Live photos stored after this moment.'),
  createdBefore: dateFilter.describe('Live photos stored before this moment.'),
};

export const jobBody = z
  .discriminatedUnion(
    'type',
    [
      z.strictObject({
        type: z.literal('reinspect'),
        ...filter,
        policy: policy
          .nullish()
          .describe(
            "What decides: a name, or the numbers that differ, as in a policy's file. The server's own when left out.",
          ),
        apply: flag.describe('Whether the new reports take the place of the stored ones. Default false.'),
      }),
      z.strictObject({ type: z.literal('export'), ...filter }),
      z.strictObject({
        type: z.literal('sweep'),
        dryRun: flag.describe('Only says what would be deleted. Default false.'),
      }),
    ],
    {
      error: (issue) =>
        issue.code === 'invalid_union' ? `must be one of ${jobTypes.join(', ')}` : undefined,
    },
  )
  .meta({ id: 'JobRequest' });

export const jobSchema = z
  .object({
    id,
    type: z.enum(jobTypes),
    state: z.enum(jobStates),
    options: z.looseObject({}).describe('As asked for.'),
    progress: z.object({
      total: z.int().nullable().describe('Live photos that it is about; null until they are counted.'),
      done: z.int(),
    }),
    counts: z
      .object({
        unchanged: z.int().describe('As accepted or refused as before.'),
        accepts: z.int().describe('Refused before, accepted now.'),
        refuses: z.int().describe('Accepted before, refused now.'),
        failed: z.int().describe('Could not be inspected.'),
      })
      .optional()
      .describe('Of a reinspection.'),
    result: z.looseObject({}).optional().describe('Of a sweep.'),
    resultLink: z.string().optional().meta({ example: '/jobs/0198c7a4d21c5f3b9e0a7d64/result' }),
    error: errorSchema.optional().describe('What ended a job that failed.'),
    createdAt: timestamp,
    updatedAt: timestamp,
    finishedAt: timestamp.nullable(),
  })
  .meta({ id: 'Job' });

export const jobQuery = pageQuery.extend({
  type: z.enum(jobTypes, { error: `must be one of ${jobTypes.join(', ')}` }).optional(),
  state: z.enum(jobStates, { error: `must be one of ${jobStates.join(', ')}` }).optional(),
});

export const resultFormats = ['ndjson', 'parquet'] as const;
export const resultQuery = z.object({
  format: z
    .enum(resultFormats, { error: `must be one of ${resultFormats.join(', ')}` })
    .default('ndjson')
    .describe('`ndjson`, one JSON object a line, or `parquet`.'),
  after: z
    .string()
    .regex(/^[0-9a-f]{24}$/, 'must be the id of a live photo')
    .optional()
    .describe('Only lines of live photos after this one: they stand in the order of their ids.'),
  limit: z
    .string()
    .regex(/^[1-9]\d{0,6}$/, 'must be a whole number from 1 to 9999999')
    .transform(Number)
    .optional()
    .meta({ type: 'integer', pattern: undefined, minimum: 1, maximum: 9_999_999 })
    .describe('As many lines at most.'),
});
