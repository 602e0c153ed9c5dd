/** The page of these tests: one element with the attributes of the address, and everything that it tells. */
import '/livephoto/capture/register.js';

const { searchParams } = new URL(location.href);
document.documentElement.lang = searchParams.get('lang') ?? 'en';
window.seenEvents = [];

const names = [
  'progress',
  'ready',
  'guidance',
  'frame',
  'captured',
  'inspected',
  'retake',
  'confirmed',
  'uploaded',
  'error',
];

function plain(detail) {
  if (detail === null) return null;
  const entries = Object.entries(detail).map(([name, value]) => {
    if (value instanceof Blob) return [name, { size: value.size, type: value.type }];
    if (value instanceof Error) return [name, String(value)];
    return [name, value];
  });
  return Object.fromEntries(entries);
}

document.querySelector('main').insertAdjacentHTML(
  'beforeend',
  `<live-photo-capture ${searchParams.get('attributes') ?? ''}></live-photo-capture>`,
);
window.capture = document.querySelector('live-photo-capture');
for (const name of names) {
  window.capture.addEventListener(name, ({ detail }) => {
    if (detail?.photo) window.lastPhoto = detail.photo;
    window.seenEvents.push({ name, at: performance.now(), detail: plain(detail) });
  });
}
