/** Takes one photo with the camera; its light is out as soon as the dialog is closed. */
import { useEffect, useRef, useState } from 'preact/hooks';

interface Props {
  onPhoto(file: File): void;
  onClose(): void;
}

type Camera =
  | { readonly state: 'asking' }
  | { readonly state: 'on'; readonly stream: MediaStream }
  | { readonly state: 'failed'; readonly message: string };

export function CameraDialog({ onPhoto, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const [camera, setCamera] = useState<Camera>({ state: 'asking' });
  const [shown, setShown] = useState(false);

  useEffect(() => {
    dialog.current?.showModal();
    let stream: MediaStream | undefined;
    let closed = false;
    const stop = () =>
      stream?.getTracks().forEach((track) => {
        track.stop();
      });
    openCamera().then(
      (opened) => {
        stream = opened;
        if (closed) return stop();
        for (const track of opened.getTracks()) {
          track.addEventListener('ended', () =>
            setCamera({ state: 'failed', message: 'The camera went away.' }),
          );
        }
        setCamera({ state: 'on', stream: opened });
      },
      (error) => setCamera({ state: 'failed', message: explain(error) }),
    );
    return () => {
      closed = true;
      stop();
    };
  }, []);

  useEffect(() => {
    if (video.current && camera.state === 'on') video.current.srcObject = camera.stream;
  }, [camera]);

  const take = async () => {
    if (!video.current) return;
    onPhoto(await pictureOf(video.current));
    dialog.current?.close();
  };

  return (
    <dialog ref={dialog} class="camera" aria-labelledby="camera-title" onClose={onClose}>
      <h2 id="camera-title">Take a photo</h2>
      {camera.state === 'failed' ? (
        <p role="alert" class="note bad">
          {camera.message} You can choose a photo from a file instead.
        </p>
      ) : (
        <div class="viewfinder">
          <video ref={video} autoplay muted playsInline onLoadedData={() => setShown(true)} />
          {!shown && <p role="status">Waiting for the camera: allow it when your browser asks.</p>}
        </div>
      )}
      <div class="actions">
        <button type="button" class="primary" disabled={!shown || camera.state !== 'on'} onClick={take}>
          Take the photo
        </button>
        <button type="button" onClick={() => dialog.current?.close()}>
          Cancel
        </button>
      </div>
    </dialog>
  );
}

async function openCamera(): Promise<MediaStream> {
  // Pages from other places than https: and localhost have no camera at all.
  if (!navigator.mediaDevices) throw new DOMException('insecure', 'SecurityError');
  return navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { facingMode: 'user', width: { ideal: 1280 }, height: { ideal: 960 } },
  });
}

/** As a JPEG file, which is what the API takes. */
async function pictureOf(video: HTMLVideoElement): Promise<File> {
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.95));
  if (!blob) throw new Error('The picture could not be kept');
  const time = new Date().toTimeString().slice(0, 8).replaceAll(':', '-');
  return new File([blob], `camera ${time}.jpg`, { type: 'image/jpeg' });
}

const reasons: Readonly<Record<string, string>> = {
  NotAllowedError: 'The camera was not allowed. Allow it in the address bar and try again.',
  NotFoundError: 'There is no camera here.',
  NotReadableError: 'The camera is used by another program. Close that one and try again.',
  OverconstrainedError: 'No camera here takes such pictures.',
  SecurityError: 'Cameras work on pages from https: and localhost only.',
};

function explain(error: unknown): string {
  const name = error instanceof DOMException ? error.name : '';
  return reasons[name] ?? 'The camera does not start.';
}
