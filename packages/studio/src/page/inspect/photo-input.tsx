/** Where photos come in: dropped, pasted, chosen, or taken with the camera. */
import { imageTypes } from '@livephoto/core';
import type { ComponentProps } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useSpeech } from '../language/language.tsx';
import { CameraDialog } from './camera-dialog.tsx';
import { SamplePhotos } from './sample-photos.tsx';

interface Props {
  onFiles(files: File[]): void;
  /** Smaller, once there are photos. */
  readonly compact: boolean;
  readonly camera: Pick<ComponentProps<typeof CameraDialog>, 'inspector' | 'policy'>;
}

export function PhotoInput({ onFiles, compact, camera }: Props) {
  const { input: words } = useSpeech().texts;
  const [over, setOver] = useState(false);
  const [isCameraOpen, setCameraOpen] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    // The whole window takes what is dropped: a photo beside the frame would else replace the page.
    const onDrag = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(false);
      onFiles([...(event.dataTransfer?.files ?? [])]);
    };
    const onPaste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length > 0) onFiles(files);
    };
    addEventListener('dragover', onDrag);
    addEventListener('dragleave', onLeave);
    addEventListener('drop', onDrop);
    addEventListener('paste', onPaste);
    return () => {
      removeEventListener('dragover', onDrag);
      removeEventListener('dragleave', onLeave);
      removeEventListener('drop', onDrop);
      removeEventListener('paste', onPaste);
    };
  }, [onFiles]);

  return (
    <section class={`input ${compact ? 'compact' : ''} ${over ? 'over' : ''}`} aria-label={words.label}>
      {compact ? (
        <h1 class="visually-hidden">{words.tried}</h1>
      ) : (
        <>
          <FaceIcon />
          <h1>{words.question}</h1>
          <p class="quiet">{words.text}</p>
        </>
      )}
      <div class="actions">
        <button type="button" class={compact ? '' : 'primary'} onClick={() => input.current?.click()}>
          <PhotoIcon />
          <span class="wide">{words.choose}</span>
        </button>
        <button type="button" onClick={() => setCameraOpen(true)}>
          <CameraIcon />
          <span class="wide">{words.camera}</span>
        </button>
      </div>
      <input
        ref={input}
        type="file"
        accept={imageTypes.join(',')}
        multiple
        hidden
        onChange={(event) => {
          const { currentTarget } = event;
          onFiles([...(currentTarget.files ?? [])]);
          // The same file may be chosen again.
          currentTarget.value = '';
        }}
      />
      {!compact && <p class="quiet small">{words.formats}</p>}
      {!compact && <SamplePhotos onFiles={onFiles} />}
      {isCameraOpen && (
        <CameraDialog {...camera} onPhoto={(file) => onFiles([file])} onClose={() => setCameraOpen(false)} />
      )}
    </section>
  );
}

function FaceIcon() {
  return (
    <svg class="face" viewBox="0 0 64 64" aria-hidden="true">
      <path d="M6 20V12a6 6 0 0 1 6-6h8M44 6h8a6 6 0 0 1 6 6v8M58 44v8a6 6 0 0 1-6 6h-8M20 58h-8a6 6 0 0 1-6-6v-8" />
      <ellipse cx="32" cy="32" rx="13" ry="16" />
      <path d="M27 30v.01M37 30v.01M27.500 38.500q4.500 3.500 9 0" />
    </svg>
  );
}

function PhotoIcon() {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M4 5h16v14H4zM4 16l5-5 4 4 2-2 5 4M15.5 9v.01" />
    </svg>
  );
}

function CameraIcon() {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M4 7h4l1.5-2h5L16 7h4v12H4z" />
      <circle cx="12" cy="13" r="3.5" />
    </svg>
  );
}
