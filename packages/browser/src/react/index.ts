'use client';
/** The capture element for React 18 and 19: its properties as props, its events as typed handlers. */
import {
  type CSSProperties,
  createElement,
  type ForwardRefExoticComponent,
  forwardRef,
  type RefAttributes,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
} from 'react';
import type { LivePhotoCaptureEventDetails, LivePhotoCaptureEventMap } from '../capture/events.ts';
import type { LivePhotoCapture as Element } from '../capture/live-photo-capture.ts';
import '../capture/register.ts';

/** Every event of the element, by the prop that hears it. */
const handlers = {
  onProgress: 'progress',
  onReady: 'ready',
  onGuidance: 'guidance',
  onFrame: 'frame',
  onCaptured: 'captured',
  onInspected: 'inspected',
  onRetake: 'retake',
  onConfirmed: 'confirmed',
  onUploaded: 'uploaded',
  onTurn: 'turn',
  onAccepted: 'accepted',
  onRefused: 'refused',
  onError: 'error',
} as const satisfies {
  readonly [Name in keyof LivePhotoCaptureEventDetails as `on${Capitalize<Name>}`]: Name;
};

type Handlers = typeof handlers;

/** Before anything is painted; on a server, where nothing is, React would warn of it. */
const usePaintEffect = globalThis.document === undefined ? useEffect : useLayoutEffect;

/** Properties of the element that are props of the component. `autostart` comes last: it wants the others. */
const properties = [
  'api',
  'clientId',
  'token',
  'tokenProvider',
  'session',
  'sessionUrl',
  'policy',
  'backend',
  'assets',
  'inspector',
  'messages',
  'manual',
  'noLiveness',
  'files',
] as const satisfies readonly (keyof Element)[];

type ElementProps = { readonly [Name in (typeof properties)[number]]?: Element[Name] | undefined };

/** The element's properties, and its events as `on…`. */
export type LivePhotoCaptureProps = ElementProps & {
  readonly [Prop in keyof Handlers]?: ((event: LivePhotoCaptureEventMap[Handlers[Prop]]) => void) | undefined;
} & {
  /** Asks for the camera as soon as the component is shown. */
  readonly autostart?: boolean | undefined;
  readonly lang?: string | undefined;
  readonly id?: string | undefined;
  readonly className?: string | undefined;
  readonly style?: CSSProperties | undefined;
};

/**
 * `ref` is the element itself, with `start()`, `takePhoto()`, `retake()` and `stop()`.
 *
 * @example
 * <LivePhotoCapture api="/v1" tokenProvider={fetchToken} onUploaded={({ detail }) => done(detail.livePhoto.id)} />
 */
export const LivePhotoCapture: ForwardRefExoticComponent<LivePhotoCaptureProps & RefAttributes<Element>> =
  forwardRef<Element, LivePhotoCaptureProps>(function LivePhotoCapture(props, forwarded) {
    const own = useRef<Element | null>(null);
    const latest = useRef(props);
    const defaults = useRef<Partial<Record<string, unknown>>>(undefined);
    useImperativeHandle(forwarded, () => own.current as Element, []);

    // As properties, whatever React makes of props of custom elements: the versions differ.
    usePaintEffect(() => {
      latest.current = props;
      const element = own.current as unknown as Record<string, unknown>;
      defaults.current ??= Object.fromEntries(properties.map((name) => [name, element[name]]));
      for (const name of properties) {
        const value = props[name] === undefined ? defaults.current[name] : props[name];
        if (element[name] !== value) element[name] = value;
      }
    });

    useEffect(() => {
      const element = own.current as Element;
      const control = new AbortController();
      for (const [prop, event] of Object.entries(handlers) as [keyof Handlers, Handlers[keyof Handlers]][]) {
        const listen = (told: Event) =>
          (latest.current[prop] as ((event: Event) => void) | undefined)?.(told);
        element.addEventListener(event, listen, { signal: control.signal });
      }
      if (latest.current.autostart) void element.start();
      return () => control.abort();
    }, []);

    const { id, lang, className, style } = props;
    // React 18 calls a custom element's class `class`, and 19 takes both.
    return createElement('live-photo-capture', { ref: own, id, lang, class: className, style });
  });
