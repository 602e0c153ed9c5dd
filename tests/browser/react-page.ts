/** The page of the tests for React: the capture element as a component, in the version that the bundle was made with. */
import { LivePhotoCapture, type LivePhotoCaptureProps } from '@livephoto/browser/react';
import { createElement, createRef, StrictMode, version } from 'react';
import { createRoot } from 'react-dom/client';

declare global {
  interface Window {
    reactVersion: string;
    /** Renders with these props, or nothing. Handlers note what they hear. */
    show(props: LivePhotoCaptureProps | null): void;
    /** `handler: detail` of each event. */
    heard: { prop: string; detail: unknown }[];
    /** What `ref` holds. */
    element(): (HTMLElement & Record<string, unknown>) | null;
  }
}

const root = createRoot(document.querySelector('main') as HTMLElement);
const ref = createRef<never>();
window.reactVersion = version;
window.heard = [];
window.element = () => ref.current;
window.show = (props) => {
  if (props === null) return root.render(null);
  const handler = (prop: string) => (event: CustomEvent) => window.heard.push({ prop, detail: event.detail });
  const handlers = {
    onError: handler('onError'),
    onInspected: handler('onInspected'),
    onCaptured: handler('onCaptured'),
  };
  root.render(
    createElement(StrictMode, null, createElement(LivePhotoCapture, { ref, ...handlers, ...props })),
  );
};
