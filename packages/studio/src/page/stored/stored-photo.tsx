/** A stored photo with its report, and what can be done with it: download, redact, delete. */
import { type ImageContentType, imageFormats } from '@livephoto/core';
import { useEffect, useState } from 'preact/hooks';
import { ReportView } from '../report/report-view.tsx';
import { goTo, hrefOf } from '../routing.ts';
import type { Api } from './api-client.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { Failure } from './failure.tsx';
import { formatTime } from './time.ts';
import { useCall } from './use-call.ts';

interface Props {
  readonly api: Api;
  readonly clientId: string;
  readonly photoId: string;
}

export function StoredPhoto({ api, clientId, photoId }: Props) {
  const [loaded, reload] = useCall(async () => {
    const [photo, report, image] = await Promise.all([
      api.getPhoto(photoId),
      api.getReport(photoId),
      api.getImage(photoId),
    ]);
    return { photo, report, image };
  }, [api, photoId]);
  const image = loaded.state === 'done' ? loaded.value.image : undefined;
  const imageUrl = useObjectUrl(image);

  return (
    <>
      <h1 class="visually-hidden">Stored photo</h1>
      <nav aria-label="Path" class="path">
        <a class="path-link" href={hrefOf({ view: 'stored' })}>
          Clients
        </a>{' '}
        /{' '}
        <a class="path-link" href={hrefOf({ view: 'stored', clientId })}>
          Photos
        </a>
      </nav>
      {loaded.state === 'loading' && <p role="status">Loading…</p>}
      {loaded.state === 'failed' && (
        <Failure title="The photo cannot be shown" error={loaded.error} onRetry={reload} />
      )}
      {loaded.state === 'done' && (!image || imageUrl) && (
        <ReportView
          name={`Photo of ${formatTime(loaded.value.photo.createdAt)}`}
          imageUrl={imageUrl}
          report={loaded.value.report}
          geometry={null}
          actions={
            <Actions
              api={api}
              photoId={photoId}
              download={
                imageUrl === undefined
                  ? undefined
                  : {
                      url: imageUrl,
                      name: `${photoId}.${imageFormats[(image?.type ?? 'image/jpeg') as ImageContentType]?.extension ?? 'jpg'}`,
                    }
              }
              onRedacted={reload}
              onDeleted={() => goTo({ view: 'stored', clientId })}
            />
          }
        />
      )}
    </>
  );
}

interface ActionsProps {
  readonly api: Api;
  readonly photoId: string;
  /** Undefined where the image is gone. */
  readonly download: { readonly url: string; readonly name: string } | undefined;
  onRedacted(): void;
  onDeleted(): void;
}

function Actions({ api, photoId, download, onRedacted, onDeleted }: ActionsProps) {
  const [asking, setAsking] = useState<'redact' | 'delete'>();
  const [error, setError] = useState<Error>();
  const act = async (work: () => Promise<void>, done: () => void) => {
    setAsking(undefined);
    try {
      await work();
      done();
    } catch (thrown) {
      setError(thrown as Error);
    }
  };
  return (
    <div class="actions">
      {download && (
        <a class="button" href={download.url} download={download.name}>
          Download
        </a>
      )}
      {download && (
        <button type="button" onClick={() => setAsking('redact')}>
          Redact
        </button>
      )}
      <button type="button" class="danger" onClick={() => setAsking('delete')}>
        Delete
      </button>
      {error && <Failure title="That did not work" error={error} />}
      {asking === 'redact' && (
        <ConfirmDialog
          title="Destroy the image?"
          text="The image is gone for good. What was found in it stays, and so does this entry."
          action="Redact"
          onConfirm={() => act(() => api.redact(photoId), onRedacted)}
          onClose={() => setAsking(undefined)}
        />
      )}
      {asking === 'delete' && (
        <ConfirmDialog
          title="Delete the photo?"
          text="The image and its report are gone for good. The audit log keeps that they were here."
          action="Delete"
          onConfirm={() => act(() => api.remove(photoId), onDeleted)}
          onClose={() => setAsking(undefined)}
        />
      )}
    </div>
  );
}

/** A URL for `<img>` for as long as the blob is shown. */
function useObjectUrl(blob: Blob | undefined): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (!blob) return setUrl(undefined);
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return url;
}
