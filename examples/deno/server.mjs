// Checks uploads on Deno: deno run --allow-read --allow-net --allow-env server.mjs
// curl -H 'Content-Type: image/jpeg' --data-binary @selfie.jpg localhost:3000/selfie
import { createInspector, LivePhotoError } from 'livephoto';

const inspector = await createInspector({ policy: 'strict' });

const server = Deno.serve(
  {
    port: Number(Deno.env.get('PORT') ?? 3000),
    hostname: '127.0.0.1',
    onListen: ({ port }) => console.log(`http://localhost:${port}`),
  },
  async (request) => {
    if (request.method !== 'POST' || new URL(request.url).pathname !== '/selfie') {
      return new Response('POST a photo to /selfie', { status: 404 });
    }
    try {
      // A stream is read no further than a photo may be large.
      const { accepted, inspections } = await inspector.inspect(request.body);
      const reasons = Object.values(inspections).flatMap(({ findings }) =>
        findings.map(({ message }) => message),
      );
      return Response.json({ accepted, reasons }, { status: accepted ? 200 : 422 });
    } catch (error) {
      if (!(error instanceof LivePhotoError)) throw error;
      return Response.json(error, { status: error.status });
    }
  },
);
Deno.addSignalListener('SIGTERM', async () => {
  await server.shutdown();
  await inspector.close();
  Deno.exit();
});
