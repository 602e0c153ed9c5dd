/** One client's photos. They are listed without their images: each image is a download, and stands in the audit log. */
import { imageTypes, type LivePhoto } from '@livephoto/core';
import { useRef, useState } from 'preact/hooks';
import { formatBytes } from '../report/words.ts';
import { goTo, hrefOf } from '../routing.ts';
import { type Api, nameOfClient } from './api-client.ts';
import { Failure } from './failure.tsx';
import { Pager } from './pager.tsx';
import { formatTime } from './time.ts';
import { useCall } from './use-call.ts';

interface Props {
  readonly api: Api;
  readonly clientId: string;
}

export function ClientPhotos({ api, clientId }: Props) {
  const [page, setPage] = useState(1);
  const [client] = useCall(() => api.getClient(clientId), [api, clientId]);
  const [photos, reload] = useCall(() => api.listPhotos(clientId, page), [api, clientId, page]);
  return (
    <>
      <nav aria-label="Path" class="path">
        <a class="path-link" href={hrefOf({ view: 'stored' })}>
          Clients
        </a>
      </nav>
      <h1>{client.state === 'done' ? nameOfClient(client.value) : 'Client'}</h1>
      <p class="quiet">
        {client.state === 'done' ? `${client.value.email} · ` : ''}
        <code>{clientId}</code>
      </p>
      {photos.state === 'loading' && <p role="status">Loading…</p>}
      {photos.state === 'failed' && (
        <Failure title="The photos cannot be shown" error={photos.error} onRetry={reload} />
      )}
      {photos.state === 'done' && (
        <>
          <Upload api={api} clientId={clientId} />
          {photos.value.totalItems === 0 && <p class="note">Nothing is stored for this client yet.</p>}
          <ul class="rows">
            {photos.value.items.map((photo) => (
              <Row key={photo.id} photo={photo} />
            ))}
          </ul>
          <Pager page={page} pages={photos.value.pages} onPage={setPage} />
        </>
      )}
    </>
  );
}

function Row({ photo }: { readonly photo: LivePhoto }) {
  const { id, clientId, contentType, size, createdAt } = photo;
  return (
    <li>
      <a class="row" href={hrefOf({ view: 'stored', clientId, photoId: id })}>
        <b>
          <time datetime={createdAt}>{formatTime(createdAt)}</time>
        </b>
        <span class="quiet">
          {contentType.endsWith('png') ? 'PNG' : 'JPEG'}, {formatBytes(size)}
        </span>
        <code class="quiet small">{id}</code>
      </a>
    </li>
  );
}

function Upload({ api, clientId }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const [state, setState] = useState<{ readonly busy: boolean; readonly error?: Error }>({ busy: false });
  const upload = async (file: File) => {
    setState({ busy: true });
    try {
      const photo = await api.upload(clientId, file);
      goTo({ view: 'stored', clientId, photoId: photo.id });
    } catch (error) {
      setState({ busy: false, error: error as Error });
    }
  };
  return (
    <div class="upload">
      <button type="button" class="primary" disabled={state.busy} onClick={() => input.current?.click()}>
        {state.busy ? 'The server inspects it…' : 'Upload a photo'}
      </button>
      <span class="quiet small">JPEG or PNG, 34 KB to 4 MB. The server inspects and keeps it.</span>
      <input
        ref={input}
        type="file"
        accept={imageTypes.join(',')}
        hidden
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          currentTarget.value = '';
          if (file) void upload(file);
        }}
      />
      {state.error && <Failure title="The photo was refused, and nothing of it kept" error={state.error} />}
    </div>
  );
}
