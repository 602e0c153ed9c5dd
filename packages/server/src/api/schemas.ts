/** The shapes of requests and answers: what validates them, and what the OpenAPI document is made of. */
import { imageTypes, inspectionNames, livePhotoSize } from '@livephoto/core';
import { z } from 'zod';
import { auditActions } from '../store/live-photo-store.ts';
import { exampleReport } from './openapi/example-report.ts';
import { refusals } from './refusal.ts';

export const id = z
  .string()
  .regex(/^[0-9a-f]{24}$/)
  .meta({ examples: ['0198c7a4d21c5f3b9e0a7d64'] });
const exampleClient = { examples: ['0198c7a4d21c5f3b9e0a7d63'] };
export const clientId = id.meta(exampleClient);
export const timestamp = z.iso.datetime({ precision: 3 }).meta({ examples: ['2026-05-04T12:00:00.000Z'] });
/** ComplyCube's names for its two formats come with `--compat`. */
const contentType = z.enum([...imageTypes, 'images/jpg', 'images/png']);

/** In a query a `+` that is not escaped arrives as a space. */
const givenDate = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(:\d\d(?:\.\d+)?)?(Z|[+ -]\d\d:\d\d)?)?$/;

/** @returns the moment as the store's times: ISO 8601, UTC, milliseconds; undefined for what is none of any calendar. */
function momentOf(text: string): string | undefined {
  const [, day, time = '00:00', seconds = ':00', zone = 'Z'] = givenDate.exec(text) ?? [];
  const midnight = new Date(`${day}T00:00:00Z`);
  const moment = new Date(`${day}T${time}${seconds}${zone.replace(' ', '+')}`);
  if (Number.isNaN(midnight.getTime()) || Number.isNaN(moment.getTime())) return undefined;
  // Of a day that its month does not have, a clock makes one of the next month.
  return day && midnight.toISOString().startsWith(day) ? moment.toISOString() : undefined;
}

/** Accepts a date, or a moment of any zone, UTC when it names none. */
export const dateFilter = z
  .string()
  .transform((text, { addIssue }) => {
    const moment = momentOf(text);
    if (moment !== undefined) return moment;
    addIssue('must be a date such as 2026-05-04 or 2026-05-04T12:00:00Z');
    return z.NEVER;
  })
  .optional();

/** Whether every database can keep the text as it is. */
export const isPrintable = (text: string) => !/[\p{Cc}\p{Cs}]/u.test(text);

const wholeNumber = (min: number, max: number, fallback: number) =>
  z
    .string()
    .regex(/^\d{1,8}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be a whole number from ${min} to ${max}`)
    .default(fallback)
    .meta({ type: 'integer', pattern: undefined, minimum: min, maximum: max });

export const pageQuery = z.object({
  page: wholeNumber(1, 10_000_000, 1).describe('From 1.'),
  pageSize: wholeNumber(1, 1000, 100).describe('1 to 1000.'),
});

export const givenClientId = z.string().meta(exampleClient);

export const livePhotoQuery = pageQuery.extend({
  clientId: givenClientId,
  createdAfter: dateFilter,
  createdBefore: dateFilter,
  updatedAfter: dateFilter,
  updatedBefore: dateFilter,
});

export const auditQuery = pageQuery.extend({
  clientId: z.string().optional(),
  livePhotoId: z.string().optional(),
  action: z.enum(auditActions).optional(),
});

const imageData = z
  .string({ error: 'must be the image as base64' })
  .describe(`The image as base64, a data URL too: ${livePhotoSize.min} to ${livePhotoSize.max} bytes.`)
  .meta({ examples: ['/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIB'] });
const performLivenessCheck = z
  .boolean({ error: 'must be true or false' })
  .nullish()
  .describe('Default true.');

export const uploadBody = z.object({
  clientId: givenClientId,
  data: imageData,
  performLivenessCheck,
});
export const inspectionBody = z.object({ data: imageData, performLivenessCheck });

const liveness = z.enum(['true', 'false']).optional().describe('Default true.');
/** What stands in the query where the body is the bytes of an image. */
export const rawInspectionQuery = z.object({ performLivenessCheck: liveness });
export const rawUploadQuery = z.object({
  clientId: clientId
    .optional()
    .describe('With the bytes of an image as body; fields of other bodies go before it.'),
  performLivenessCheck: liveness,
});

export const livePhotoSchema = z
  .object({
    id,
    clientId,
    performLivenessCheck: z.boolean(),
    downloadLink: z.string().meta({ examples: ['/livePhotos/0198c7a4d21c5f3b9e0a7d64/download'] }),
    contentType,
    size: z
      .int()
      .describe('Bytes of the image.')
      .meta({ examples: [81467] }),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: 'LivePhoto' });

export const downloadSchema = z
  .object({
    fileName: z.string().meta({ examples: ['selfie_1777896000000.jpg'] }),
    contentType,
    data: imageData.describe('The image as base64.'),
  })
  .meta({ id: 'LivePhotoDownload' });

const text = z.string().min(1, 'must not be empty').max(1000, 'must have at most 1000 characters');

const clientDetails = {
  type: z.enum(['person', 'company'], { error: "must be 'person' or 'company'" }),
  email: z.email({ error: 'must be an e-mail address' }),
  personDetails: z
    .looseObject({ firstName: text, lastName: text })
    .nullish()
    .meta({ examples: [{ firstName: 'Ada', lastName: 'Lovelace' }] }),
  companyDetails: z.looseObject({ name: text }).nullish(),
};

export const clientBody = z
  .looseObject(clientDetails)
  .superRefine((client, context) => {
    const needed = client.type === 'person' ? 'personDetails' : 'companyDetails';
    if (!client[needed]) {
      context.addIssue({
        code: 'custom',
        path: [needed],
        message: `is required for a client of type '${client.type}'`,
      });
    }
  })
  .meta({ id: 'ClientRequest' });

export const clientUpdateBody = z
  .looseObject({})
  .meta({ id: 'ClientUpdate', examples: [{ mobile: '+44 20 7946 0000' }] });

export const clientSchema = z
  .looseObject({
    id: clientId,
    entityName: z
      .string()
      .describe("The person's full name, or the company's.")
      .meta({ examples: ['Ada Lovelace'] }),
    ...clientDetails,
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: 'Client' });

export const auditSchema = z
  .object({
    id,
    action: z.enum(auditActions),
    keyId: z
      .string()
      .describe(
        "The key that acted; 'retention' when the server deleted by itself, 'operator' on its command line.",
      )
      .meta({ examples: ['0198c7a4d21c5f3b9e0a7d60'] }),
    clientId: clientId.nullable(),
    livePhotoId: id.nullable(),
    requestId: z
      .string()
      .nullable()
      .meta({ examples: ['0198c7a4d21c5f3b9e0a7d61'] }),
    detail: z.string().optional().describe('What happened, where the action alone does not say it.'),
    createdAt: timestamp,
  })
  .meta({ id: 'AuditLog' });

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    page: z.int().meta({ examples: [1] }),
    pageSize: z.int().meta({ examples: [100] }),
    totalItems: z.int().meta({ examples: [1] }),
    pages: z.int().meta({ examples: [1] }),
    items: z.array(item),
  });
}

const score = z.number().min(0).max(100);
export const unclear = z
  .literal(true)
  .optional()
  .describe(
    'The part of the face cannot be made out, and no cover was seen on it: it is blurred, under a veil, hidden by a mosaic or a filter, or moved.',
  );
export const findingSchema = z
  .object({
    code: z.enum(Object.values(refusals).flat() as [string]),
    unclear,
    message: z.string(),
    score,
  })
  .meta({
    id: 'Finding',
    examples: [
      { code: 'mouth_obstructed', message: 'Your mouth is covered: take off what covers it.', score: 8 },
    ],
  });

const inspectionSchema = z
  .object({
    outcome: z.enum(['passed', 'failed', 'skipped']),
    score: score.optional(),
    findings: z.array(findingSchema),
    evidence: z.looseObject({}),
    reason: z.string().optional(),
  })
  .meta({ id: 'Inspection' });

export const reportSchema = z
  .object({
    accepted: z.boolean(),
    image: z.object({
      contentType: z.enum(imageTypes),
      size: z.int(),
      width: z.int(),
      height: z.int(),
      orientation: z.int().min(1).max(8),
    }),
    faces: z.array(
      z.object({
        box: z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }),
        score,
      }),
    ),
    inspections: z.object(
      Object.fromEntries(inspectionNames.map((name) => [name, inspectionSchema])) as Record<
        (typeof inspectionNames)[number],
        typeof inspectionSchema
      >,
    ),
    policy: z.string(),
    models: z.record(z.string(), z.string()),
    timings: z.record(z.string(), z.number()),
  })
  .meta({ id: 'InspectionReport', examples: [exampleReport] });

export const errorSchema = z
  .object({
    type: z.string(),
    message: z.string(),
    param: z.string().optional().describe('The field that is wrong.'),
  })
  .meta({ id: 'Error' });

export const refusalSchema = z
  .object({
    type: z.enum(['image_unreadable', ...Object.keys(refusals)]),
    message: z.string(),
    param: z.string().optional(),
    inspections: z.array(findingSchema).optional().describe('Every finding.'),
  })
  .meta({ id: 'RefusedPhoto' });

export const emptySchema = z.object({}).meta({ id: 'Empty' });
export const statusSchema = z
  .object({ status: z.string().meta({ examples: ['ok'] }) })
  .meta({ id: 'Status' });
