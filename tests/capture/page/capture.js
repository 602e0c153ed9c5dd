/** The page of these tests: one element with the attributes of the address, and everything that it tells. */
import '/livephoto/capture/register.js';
import { createInspector } from '/livephoto/index.js';

const { searchParams } = new URL(location.href);
document.documentElement.lang = searchParams.get('lang') ?? 'en';
window.seenEvents = [];
window.spoken = [];
window.createInspector = createInspector;

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
  'turn',
  'accepted',
  'refused',
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

document
  .querySelector('main')
  .insertAdjacentHTML(
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

// What a screen reader would say: every new text of the element's live region.
const region = () => window.capture.shadowRoot.querySelector('[role=status]');
await window.capture.updateComplete;
new MutationObserver(() => {
  const text = region()?.textContent.trim();
  if (text && text !== window.spoken.at(-1)) window.spoken.push(text);
}).observe(region(), { childList: true, characterData: true, subtree: true });
