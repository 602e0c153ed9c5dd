import { createInspector, LivePhotoError } from '@livephoto/browser';
import '@livephoto/browser/capture/register';

const output = document.querySelector('output') as HTMLOutputElement;
const input = document.querySelector('input') as HTMLInputElement;
const inspector = createInspector();

input.addEventListener('change', async () => {
  const [photo] = input.files ?? [];
  if (!photo) return;
  output.textContent = 'Looking …';
  try {
    const report = await (await inspector).inspect(photo);
    output.textContent = report.accepted ? 'accepted' : 'refused';
  } catch (error) {
    if (!(error instanceof LivePhotoError)) throw error;
    output.textContent = error.message;
  }
});

// The events are typed.
document.querySelector('live-photo-capture')?.addEventListener('confirmed', ({ detail }) => {
  output.textContent = `${detail.photo.size} bytes, ${detail.report.accepted ? 'accepted' : 'refused'}`;
});
