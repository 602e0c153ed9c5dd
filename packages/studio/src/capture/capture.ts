/** Opens the capture session whose token stands behind `#` in the address: what a QR code or a link leads to. */
import './capture.css';
import { captureMessages, LivePhotoCapture, pickLanguage } from '@livephoto/browser/capture';
import '@livephoto/browser/capture/register';

const language = pickLanguage(navigator.languages);
const messages = captureMessages[language];
document.documentElement.lang = language;
document.title = messages.session.title;

function show(): void {
  const main = document.querySelector('main');
  const token = location.hash.slice(1);
  const heading = document.createElement('h1');
  if (token === '') {
    heading.textContent = messages.errors.session_expired;
    main?.replaceChildren(heading);
    return;
  }
  // Heard, not seen: what is seen is the element's own title of each step.
  heading.className = 'unseen';
  heading.textContent = document.title;
  const element = new LivePhotoCapture();
  Object.assign(element, {
    api: '/v1',
    assets: '/studio/assets/',
    session: token,
    sessionUrl: location.href,
  });
  main?.replaceChildren(heading, element);
}

addEventListener('hashchange', show);
show();
