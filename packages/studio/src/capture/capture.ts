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
  if (token === '') {
    const text = document.createElement('h1');
    text.textContent = messages.errors.session_expired;
    main?.replaceChildren(text);
    return;
  }
  const element = new LivePhotoCapture();
  Object.assign(element, {
    api: '/v1',
    assets: '/studio/assets/',
    session: token,
    sessionUrl: location.href,
  });
  main?.replaceChildren(element);
}

addEventListener('hashchange', show);
show();
