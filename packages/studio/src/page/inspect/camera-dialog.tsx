/** Takes one photo with the capture element, which guides; its light is out as soon as the dialog is closed. */
import type { BrowserInspector, PolicyLike } from '@livephoto/browser';
import { useEffect, useRef, useState } from 'preact/hooks';

interface Props {
  /** Undefined while it starts. */
  readonly inspector: BrowserInspector | undefined;
  readonly policy: PolicyLike;
  onPhoto(file: File): void;
  onClose(): void;
}

export function CameraDialog({ inspector, policy, onPhoto, onClose }: Props) {
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
        Object.assign(element, { inspector, policy, autostart: true });
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
    <dialog ref={dialog} class="camera" aria-label="Camera" onClose={onClose}>
      {state === 'coming' && <p role="status">The camera waits for the models…</p>}
      {state === 'failed' && (
        <p role="alert">The camera's part of the page cannot be loaded: is the server still running?</p>
      )}
      <div ref={place} />
      <button type="button" class="close" onClick={() => dialog.current?.close()}>
        Close
      </button>
    </dialog>
  );
}

function fileOf(photo: Blob, trigger: 'auto' | 'button' | 'file'): File {
  if (photo instanceof File && trigger === 'file') return photo;
  const time = new Date().toTimeString().slice(0, 8).replaceAll(':', '-');
  return new File([photo], `camera ${time}.jpg`, { type: photo.type });
}
