// Checks uploads on Bun: curl -H 'Content-Type: image/jpeg' --data-binary @selfie.jpg localhost:3000/selfie
import { createInspector, LivePhotoError } from 'livephoto';

const inspector = await createInspector({ policy: 'strict' });

const server = Bun.serve({
  port: Number(process.env.PORT ?? 3000),
  maxRequestBodySize: 10_000_000,
  routes: { '/selfie': { POST: check } },
  fetch: () => new Response('POST a photo to /selfie', { status: 404 }),
});
console.log(server.url.href);
process.once('SIGTERM', async () => {
  await server.stop();
  await inspector.close();
});

async function check(request) {
  try {
    const { accepted, inspections } = await inspector.inspect(await request.arrayBuffer());
    const reasons = Object.values(inspections).flatMap(({ findings }) =>
      findings.map(({ message }) => message),
    );
    return Response.json({ accepted, reasons }, { status: accepted ? 200 : 422 });
  } catch (error) {
    if (!(error instanceof LivePhotoError)) throw error;
    return Response.json(error, { status: error.status });
  }
}
