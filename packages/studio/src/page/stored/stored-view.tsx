/** The second view: clients and their stored photos, for whoever has an API key. */
import { useMemo, useState } from 'preact/hooks';
import { useSpeech } from '../language/language.tsx';
import { createApi } from './api-client.ts';
import { ClientPhotos } from './client-photos.tsx';
import { ClientsView } from './clients-view.tsx';
import { KeyForm } from './key-form.tsx';
import { keepKey, readKey } from './key-storage.ts';
import { StoredPhoto } from './stored-photo.tsx';

interface Props {
  readonly clientId: string | undefined;
  readonly photoId: string | undefined;
}

export function StoredView({ clientId, photoId }: Props) {
  const { stored } = useSpeech().texts;
  const [key, setKey] = useState(readKey);
  const api = useMemo(() => createApi(key), [key]);

  const change = (given: string) => {
    keepKey(given);
    setKey(given);
  };

  if (key === '') {
    return (
      <KeyForm title={stored.title} action={stored.show} onKey={change}>
        {stored.needsKey}
      </KeyForm>
    );
  }
  return (
    <div class="stored">
      <p class="key-bar">
        <span class={`mode ${api.mode}`}>{api.mode}</span>
        <span class="quiet">
          {stored.key} <code>{key.slice(0, 9)}…</code>
        </span>
        <button type="button" class="forget" onClick={() => change('')}>
          {stored.forget}
        </button>
      </p>
      {photoId !== undefined && clientId !== undefined ? (
        <StoredPhoto api={api} clientId={clientId} photoId={photoId} />
      ) : clientId !== undefined ? (
        <ClientPhotos api={api} clientId={clientId} />
      ) : (
        <ClientsView api={api} />
      )}
    </div>
  );
}
