// Checks uploads with Hono on Node: curl -H 'Content-Type: image/jpeg' --data-binary @selfie.jpg localhost:3000/selfie
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { createInspector, LivePhotoError } from 'livephoto';

const inspector = await createInspector({ policy: 'strict' });
const app = new Hono();

app.post('/selfie', bodyLimit({ maxSize: 10_000_000 }), async (context) => {
  const { signal } = context.req.raw;
  const { accepted, inspections } = await inspector.inspect(await context.req.arrayBuffer(), { signal });
  const reasons = Object.values(inspections).flatMap(({ findings }) =>
    findings.map(({ message }) => message),
  );
  return context.json({ accepted, reasons }, accepted ? 200 : 422);
});

app.onError((error, context) => {
  if (!(error instanceof LivePhotoError)) throw error;
  return context.json(error, error.status);
});

const server = serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 3000) }, ({ port }) => {
  console.log(`http://localhost:${port}`);
});
process.once('SIGTERM', () => server.close(() => inspector.close()));
