/** Takes one photo with the capture element, which guides; its light is out as soon as the dialog is closed, for which there is one button. */
import type { BrowserInspector, PolicyLike } from '@livephoto/browser';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useSpeech } from '../language/language.tsx';

interface Props {
  /** Undefined while it starts. */
  readonly inspector: BrowserInspector | undefined;
  readonly policy: PolicyLike;
  onPhoto(file: File): void;
  onClose(): void;
}

export function CameraDialog({ inspector, policy, onPhoto, onClose }: Props) {
  const { texts } = useSpeech();
  const dialog = useRef<HTMLDialogElement>(null);
  const place = useRef<HTMLDivElement>(null);
  const [state, setState] = useState<'coming' | 'there' | 'failed'>('coming');
  const keep = useRef(onPhoto);
  keep.current = onPhoto;

  useEffect(() => dialog.current?.showModal(), []);

  useEffect(() => {
    if (!inspector) return;
    let element: HTMLElementTagNameMap['live-photo-capture'] | undefined;
    let closed = false;
    // Whoever uses no camera loads nothing of it.
    import('@livephoto/browser/capture/register').then(
      () => {
        if (closed) return;
        element = document.createElement('live-photo-capture');
        Object.assign(element, { inspector, policy, autostart: true, lang: document.documentElement.lang });
        element.addEventListener('captured', ({ detail: { photo, trigger } }) => {
          keep.current(fileOf(photo, trigger));
          dialog.current?.close();
        });
        place.current?.append(element);
        setState('there');
      },
      () => setState('failed'),
    );
    return () => {
      closed = true;
      element?.remove();
    };
  }, [inspector, policy]);

  return (
    <dialog ref={dialog} class="camera" aria-label={texts.camera.label} onClose={onClose}>
      <header class="dialog-head">
        <h2>{texts.camera.label}</h2>
        <button type="button" class="close" onClick={() => dialog.current?.close()}>
          {texts.page.close}
        </button>
      </header>
      {state === 'coming' && <p role="status">{texts.camera.waits}</p>}
      {state === 'failed' && <p role="alert">{texts.camera.failed}</p>}
      <div ref={place} />
    </dialog>
  );
}

function fileOf(photo: Blob, trigger: 'auto' | 'button' | 'file'): File {
  if (photo instanceof File && trigger === 'file') return photo;
  const time = new Date().toTimeString().slice(0, 8).replaceAll(':', '-');
  return new File([photo], `camera ${time}.jpg`, { type: photo.type });
}
