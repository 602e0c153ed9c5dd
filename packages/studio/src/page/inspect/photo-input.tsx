/** Where photos come in: dropped, pasted, chosen, or taken with the camera. */
import { imageTypes } from '@livephoto/core';
import type { ComponentProps } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { CameraDialog } from './camera-dialog.tsx';

interface Props {
  onFiles(files: File[]): void;
  /** Smaller, once there are photos. */
  readonly compact: boolean;
  readonly camera: Pick<ComponentProps<typeof CameraDialog>, 'inspector' | 'policy'>;
}

export function PhotoInput({ onFiles, compact, camera }: Props) {
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
    <section class={`input ${compact ? 'compact' : ''} ${over ? 'over' : ''}`} aria-label="Add photos">
      {compact ? (
        <h1 class="visually-hidden">Photos that were tried</h1>
      ) : (
        <>
          <FaceIcon />
          <h1>Can this selfie be trusted?</h1>
          <p class="quiet">
            Drop a photo here, paste one, or take one. It is inspected in this page and never leaves your
            machine.
          </p>
        </>
      )}
      <div class="actions">
        <button type="button" class={compact ? '' : 'primary'} onClick={() => input.current?.click()}>
          Choose photos
        </button>
        <button type="button" onClick={() => setCameraOpen(true)}>
          Use the camera
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
      {!compact && <p class="quiet small">JPEG or PNG, up to 4 MB for the API.</p>}
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
