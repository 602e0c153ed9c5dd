/** Registers `<live-photo-capture>`, once however often it is imported. */
import { LivePhotoCapture } from './live-photo-capture.ts';

export * from './index.ts';

if (!customElements.get('live-photo-capture')) customElements.define('live-photo-capture', LivePhotoCapture);
