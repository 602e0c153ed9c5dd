/** A stored photo with its report, and what can be done with it: download, redact, delete. */
import { type ImageContentType, imageFormats } from '@livephoto/core';
import { useEffect, useState } from 'preact/hooks';
import { fillIn, useSpeech } from '../language/language.tsx';
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
  const { language, texts } = useSpeech();
  const { stored } = texts;
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
      <h1 class="visually-hidden">{stored.photo}</h1>
      <nav aria-label={stored.path} class="path">
        <a class="path-link" href={hrefOf({ view: 'stored' })}>
          {stored.clients}
        </a>{' '}
        /{' '}
        <a class="path-link" href={hrefOf({ view: 'stored', clientId })}>
          {stored.photos}
        </a>
      </nav>
      {loaded.state === 'loading' && <p role="status">{texts.page.loading}</p>}
      {loaded.state === 'failed' && (
        <Failure title={stored.photoFailed} error={loaded.error} onRetry={reload} />
      )}
      {loaded.state === 'done' && (!image || imageUrl) && (
        <ReportView
          name={fillIn(stored.photoOf, { time: formatTime(loaded.value.photo.createdAt, language) })}
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
  const { stored } = useSpeech().texts;
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
          {stored.download}
        </a>
      )}
      {download && (
        <button type="button" onClick={() => setAsking('redact')}>
          {stored.redact}
        </button>
      )}
      <button type="button" class="danger" onClick={() => setAsking('delete')}>
        {stored.remove}
      </button>
      {error && <Failure title={stored.failed} error={error} />}
      {asking === 'redact' && (
        <ConfirmDialog
          title={stored.redactTitle}
          text={stored.redactText}
          action={stored.redact}
          onConfirm={() => act(() => api.redact(photoId), onRedacted)}
          onClose={() => setAsking(undefined)}
        />
      )}
      {asking === 'delete' && (
        <ConfirmDialog
          title={stored.removeTitle}
          text={stored.removeText}
          action={stored.remove}
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
