/** The capture element with a session of this server, as any page would have it. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useSpeech } from '../language/language.tsx';
import type { CreatedSession } from '../stored/api-client.ts';

interface Props {
  readonly session: CreatedSession;
  /** The server has answered. */
  onAnswer(): void;
}

export function SessionCapture({ session, onAnswer }: Props) {
  const { language, texts } = useSpeech();
  const place = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState(false);
  const answered = useRef(onAnswer);
  answered.current = onAnswer;

  useEffect(() => {
    let element: HTMLElementTagNameMap['live-photo-capture'] | undefined;
    let closed = false;
    import('@livephoto/browser/capture/register').then(
      () => {
        if (closed) return;
        element = document.createElement('live-photo-capture');
        Object.assign(element, {
          api: '/v1',
          assets: '/studio/assets/',
          session: session.token,
          sessionUrl: session.url ?? undefined,
        });
        for (const name of ['accepted', 'refused', 'error'] as const) {
          element.addEventListener(name, () => answered.current());
        }
        element.lang = document.documentElement.lang;
        place.current?.append(element);
      },
      () => setFailed(true),
    );
    return () => {
      closed = true;
      element?.remove();
    };
  }, [session]);

  // The element hears of another language by its own attribute.
  useEffect(() => place.current?.firstElementChild?.setAttribute('lang', language), [language]);

  return (
    <div class="live-camera">
      {failed && <p role="alert">{texts.camera.failed}</p>}
      <div ref={place} />
    </div>
  );
}
