import { createInspector } from './livephoto/index.js';

const output = document.querySelector('output');
const inspector = createInspector();

document.querySelector('input').addEventListener('change', async ({ target }) => {
  output.textContent = 'Looking …';
  const report = await (await inspector).inspect(target.files[0]);
  output.textContent = report.accepted ? 'accepted' : 'refused';
});
document.querySelector('live-photo-capture').addEventListener('confirmed', ({ detail }) => {
  output.textContent = `${detail.photo.size} bytes, ${detail.report.accepted ? 'accepted' : 'refused'}`;
});
