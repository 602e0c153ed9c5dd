/** Asks once more before something is gone for good; Escape and Cancel leave everything as it is. */
import { useEffect, useRef } from 'preact/hooks';
import { useSpeech } from '../language/language.tsx';

interface Props {
  readonly title: string;
  readonly text: string;
  readonly action: string;
  onConfirm(): void;
  onClose(): void;
}

export function ConfirmDialog({ title, text, action, onConfirm, onClose }: Props) {
  const { page } = useSpeech().texts;
  const dialog = useRef<HTMLDialogElement>(null);
  const cancel = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
    // The harmless answer has the focus first.
    cancel.current?.focus();
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby="confirm-title" onClose={onClose}>
      <h2 id="confirm-title">{title}</h2>
      <p>{text}</p>
      <div class="actions">
        <button type="button" class="danger" onClick={onConfirm}>
          {action}
        </button>
        <button ref={cancel} type="button" onClick={() => dialog.current?.close()}>
          {page.cancel}
        </button>
      </div>
    </dialog>
  );
}
