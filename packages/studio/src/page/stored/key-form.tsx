/** Asks for an API key, and tries it before it is kept. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { ApiError, createApi, isKey } from './api-client.ts';

interface Props {
  readonly title: string;
  /** What the key is for. */
  readonly children: ComponentChildren;
  readonly action: string;
  onKey(key: string): void;
}

export function KeyForm({ title, children, action, onKey }: Props) {
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);

  const submit = async (form: HTMLFormElement) => {
    const key = String(new FormData(form).get('key')).trim();
    if (!isKey(key)) {
      setProblem('An API key begins with live_ or test_, and 48 letters and digits follow.');
      return;
    }
    setBusy(true);
    try {
      await createApi(key).listClients(1);
      onKey(key);
    } catch (error) {
      const unknown = error instanceof ApiError && error.type === 'unauthorized';
      setProblem(
        unknown ? 'The server does not know this key, or it was revoked.' : (error as Error).message,
      );
      setBusy(false);
    }
  };

  return (
    <section class="panel narrow">
      <h1>{title}</h1>
      <p>
        {children} The server printed two at its first start; <code>livephoto keys create --mode test</code>{' '}
        makes more.
      </p>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit(event.currentTarget);
        }}
      >
        <label for="key">API key</label>
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
        The key stays in this tab and is gone when you close it. Use it on machines that you trust.
      </p>
    </section>
  );
}
