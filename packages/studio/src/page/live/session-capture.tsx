/** The capture element with a session of this server, as any page would have it. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { CreatedSession } from '../stored/api-client.ts';

interface Props {
  readonly session: CreatedSession;
  /** The server has answered. */
  onAnswer(): void;
}

export function SessionCapture({ session, onAnswer }: Props) {
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
        place.current?.append(element);
      },
      () => setFailed(true),
    );
    return () => {
      closed = true;
      element?.remove();
    };
  }, [session]);

  return (
    <div class="live-camera">
      {failed && (
        <p role="alert">The camera's part of the page cannot be loaded: is the server still running?</p>
      )}
      <div ref={place} />
    </div>
  );
}
