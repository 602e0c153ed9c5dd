/** One client's photos. They are listed without their images: each image is a download, and stands in the audit log. */
import { imageFormats, imageTypes, type LivePhoto, livePhotoSize } from '@livephoto/core';
import { useRef, useState } from 'preact/hooks';
import { fillIn, useSpeech } from '../language/language.tsx';
import type { Language } from '../language/messages.ts';
import { formatBytes, formatNumber } from '../report/words.ts';
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
  const { texts } = useSpeech();
  const { stored } = texts;
  const [page, setPage] = useState(1);
  const [client] = useCall(() => api.getClient(clientId), [api, clientId]);
  const [photos, reload] = useCall(() => api.listPhotos(clientId, page), [api, clientId, page]);
  return (
    <>
      <nav aria-label={stored.path} class="path">
        <a class="path-link" href={hrefOf({ view: 'stored' })}>
          {stored.clients}
        </a>
      </nav>
      <h1>{client.state === 'done' ? nameOfClient(client.value) : stored.client}</h1>
      <p class="quiet">
        {client.state === 'done' ? `${client.value.email} · ` : ''}
        <code>{clientId}</code>
      </p>
      {photos.state === 'loading' && <p role="status">{texts.page.loading}</p>}
      {photos.state === 'failed' && (
        <Failure title={stored.photosFailed} error={photos.error} onRetry={reload} />
      )}
      {photos.state === 'done' && (
        <>
          <Upload api={api} clientId={clientId} />
          {photos.value.totalItems === 0 && <p class="note">{stored.nothing}</p>}
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
  const { language } = useSpeech();
  const { id, clientId, contentType, size, createdAt } = photo;
  return (
    <li>
      <a class="row" href={hrefOf({ view: 'stored', clientId, photoId: id })}>
        <b>
          <time datetime={createdAt}>{formatTime(createdAt, language)}</time>
        </b>
        <span class="quiet">
          {imageFormats[contentType].name}, {formatBytes(size, language)}
        </span>
        <code class="quiet small">{id}</code>
      </a>
    </li>
  );
}

interface UploadState {
  readonly busy: boolean;
  readonly error?: Error;
  /** What is wrong was seen here, before anything was sent. */
  readonly notSent?: boolean;
}

/** In the units of the limits, rounded away from them; undefined for a size that the server takes. */
function sizeOutside(bytes: number, language: Language) {
  const { min, max } = livePhotoSize;
  const mega = 1024 * 1024;
  if (bytes > max) {
    const size = formatNumber(Math.ceil((10 * bytes) / mega) / 10, language, 1);
    return { is: 'tooLarge', size: `${size} MB`, limit: `${max / mega} MB` } as const;
  }
  if (bytes >= min) return undefined;
  return { is: 'tooSmall', size: `${Math.floor(bytes / 1024)} KB`, limit: `${min / 1024} KB` } as const;
}

function Upload({ api, clientId }: Props) {
  const { language, texts } = useSpeech();
  const { stored, photos } = texts;
  const input = useRef<HTMLInputElement>(null);
  const [state, setState] = useState<UploadState>({ busy: false });
  const upload = async (file: File) => {
    const outside = sizeOutside(file.size, language);
    if (outside) {
      const { is, ...sizes } = outside;
      setState({ busy: false, error: new Error(fillIn(photos[is], sizes)), notSent: true });
      return;
    }
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
        {state.busy ? stored.uploading : stored.upload}
      </button>
      <span class="quiet small">{stored.uploadNote}</span>
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
      {state.error && (
        <Failure title={state.notSent ? stored.notSent : stored.uploadRefused} error={state.error} />
      )}
    </div>
  );
}
