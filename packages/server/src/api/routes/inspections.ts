/** Inspections without storing. */
import { imageTypes, LivePhotoError, livePhotoSize } from '@livephoto/core';
import type { Services } from '../context.ts';
import { type Endpoint, endpoint } from '../endpoint.ts';
import { type Gate, inspectMeasured } from '../inspect.ts';
import { type Intake, uploadBodyOf } from '../intake.ts';
import { inspectionBody, rawInspectionQuery, refusalSchema, reportSchema } from '../schemas.ts';
import { readUpload } from '../upload-body.ts';

export function inspectionEndpoints(services: Services, intake: Intake, gate: Gate): Endpoint[] {
  return [
    endpoint({
      method: 'POST',
      path: '/v1/inspections',
      access: 'upload',
      tag: 'Inspections',
      summary: 'Inspect a photo without storing it',
      description:
        'Answers the report, whatever it says. No client is needed, and small images are taken too.',
      body: { schema: inspectionBody, multipart: true, media: imageTypes, mediaQuery: rawInspectionQuery },
      answers: {
        200: { description: 'The report', schema: reportSchema },
        422: { description: 'The image is damaged', schema: refusalSchema },
      },
      async handle({ c }) {
        const { bytes, performLivenessCheck } = await readUpload(
          c.req.raw,
          uploadBodyOf(intake, c, services.limits.uploadBody),
          false,
        );
        if (bytes.length > livePhotoSize.max) {
          throw new LivePhotoError('invalid_request', 'Image file size should be at most 4MB', {
            param: 'data',
          });
        }
        const options = { performLivenessCheck, signal: c.req.raw.signal, caller: c.get('caller') };
        return c.json(await gate.enter(() => inspectMeasured(services, bytes, options)));
      },
    }),
  ];
}
