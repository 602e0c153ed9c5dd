/** Asks for an API key, and tries it before it is kept. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useSpeech } from '../language/language.tsx';
import { ApiError, createApi, isKey } from './api-client.ts';
import { errorText } from './error-text.ts';

interface Props {
  readonly title: string;
  /** What the key is for. */
  readonly children: ComponentChildren;
  readonly action: string;
  onKey(key: string): void;
}

export function KeyForm({ title, children, action, onKey }: Props) {
  const speech = useSpeech();
  const words = speech.texts.key;
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);

  const [before, after] = words.where.split('{command}');
  const submit = async (form: HTMLFormElement) => {
    const key = String(new FormData(form).get('key')).trim();
    if (!isKey(key)) {
      setProblem(words.malformed);
      return;
    }
    setBusy(true);
    try {
      await createApi(key).listClients(1);
      onKey(key);
    } catch (error) {
      const unknown = error instanceof ApiError && error.type === 'unauthorized';
      setProblem(unknown ? words.unknown : errorText(error as Error, speech));
      setBusy(false);
    }
  };

  return (
    <section class="panel narrow">
      <h1>{title}</h1>
      <p>
        {children} {before}
        <code>livephoto keys create --mode test</code>
        {after}
      </p>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit(event.currentTarget);
        }}
      >
        <label for="key">{words.label}</label>
        <input
          id="key"
          name="key"
          type="password"
          autocomplete="off"
          spellcheck={false}
          placeholder="test_…"
          aria-invalid={problem !== ''}
          aria-describedby="key-problem key-note"
        />
        <p id="key-problem" role="alert" class="problem">
          {problem}
        </p>
        <button type="submit" class="primary" disabled={busy}>
          {action}
        </button>
      </form>
      <p id="key-note" class="quiet small">
        {words.note}
      </p>
    </section>
  );
}
