const capture = document.querySelector('live-photo-capture');
const output = document.querySelector('output');

// From your own server: where the API is, and a token each time a photo is sent.
capture.api = (await (await fetch('settings')).json()).api;
capture.tokenProvider = async () => (await fetch('photo-token', { method: 'POST' })).json();

capture.addEventListener('uploaded', ({ detail }) => {
  output.textContent = `Stored as ${detail.livePhoto.id}.`;
});
capture.addEventListener('error', ({ detail }) => {
  console.warn(detail.code, detail.message);
});
