// Checks uploads with Express: curl -H 'Content-Type: image/jpeg' --data-binary @selfie.jpg localhost:3000/selfie
import express from 'express';
import { createInspector, LivePhotoError } from 'livephoto';

const inspector = await createInspector({ policy: 'strict' });
const app = express();

app.post('/selfie', express.raw({ type: 'image/*', limit: '10mb' }), async (request, response) => {
  const { accepted, inspections } = await inspector.inspect(request.body);
  const reasons = Object.values(inspections).flatMap(({ findings }) =>
    findings.map(({ message }) => message),
  );
  response.status(accepted ? 200 : 422).json({ accepted, reasons });
});

app.use((error, _request, response, next) => {
  if (!(error instanceof LivePhotoError)) return next(error);
  response.status(error.status).json(error);
});

const server = app.listen(Number(process.env.PORT ?? 3000), () => {
  console.log(`http://localhost:${server.address().port}`);
});
process.once('SIGTERM', () => server.close(() => inspector.close()));
