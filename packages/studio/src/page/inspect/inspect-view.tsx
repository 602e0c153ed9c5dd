/** The first view: photos come in, verdicts come out, all in this page. */
import { useCallback, useRef, useState } from 'preact/hooks';
import { fillIn, useSpeech } from '../language/language.tsx';
import { type ChosenPolicy, PolicyChoice } from '../policy/policy-choice.tsx';
import { wholePolicy } from '../policy/policy-file.ts';
import { ReportView } from '../report/report-view.tsx';
import { formatBytes, formatTooLarge } from '../report/words.ts';
import { LoadingNote } from './loading-note.tsx';
import { PhotoInput } from './photo-input.tsx';
import { PhotoStrip } from './photo-strip.tsx';
import { Picture } from './picture.tsx';
import { useAnnouncement } from './use-announcement.ts';
import { useInspector } from './use-inspector.ts';
import { useKeptFocus } from './use-kept-focus.ts';
import { type PhotoFailure, type TriedPhoto, usePhotos } from './use-photos.ts';

/** All of them are held as pictures. */
const maxPhotos = 30;

export function InspectView() {
  const words = useSpeech().texts.photos;
  const [policy, setPolicy] = useState<ChosenPolicy>('default');
  const [inspectorState, retry] = useInspector(policy);
  const inspector = inspectorState.state === 'ready' ? inspectorState.inspector : undefined;
  const photos = usePhotos(inspector, wholePolicy(policy).image.maxBytes);
  const announcement = useAnnouncement(photos.list);
  const keptFocus = useKeptFocus(photos.list.length);
  const { selected } = photos;
  const add = useRef(photos.add);
  add.current = photos.add;
  const room = useRef(maxPhotos);
  room.current = maxPhotos - photos.list.length;
  const [left, setLeft] = useState(0);
  const onFiles = useCallback((files: File[]) => {
    const taken = files.slice(0, room.current);
    setLeft(files.length - taken.length);
    if (taken.length > 0) add.current(taken);
  }, []);

  const [leftBefore, leftAfter] = fillIn(words.leftOut, { count: left, limit: maxPhotos }).split('{command}');

  return (
    <div class="inspect">
      <p role="status" class="visually-hidden">
        {announcement}
      </p>
      <div class={photos.list.length > 0 ? 'bar' : undefined} {...keptFocus}>
        <PhotoStrip photos={photos} />
        <PhotoInput onFiles={onFiles} compact={photos.list.length > 0} camera={{ inspector, policy }} />
        {photos.list.length > 0 && <PolicyChoice policy={policy} onPolicy={setPolicy} />}
      </div>
      {left > 0 && (
        <p role="alert" class="note bad">
          {leftBefore}
          <code>livephoto inspect</code>
          {leftAfter}
        </p>
      )}
      <LoadingNote state={inspectorState} onRetry={retry} />
      {selected && <Tried key={selected.id} photo={selected} />}
    </div>
  );
}

function Tried({ photo }: { readonly photo: TriedPhoto }) {
  const words = useSpeech().texts.photos;
  const { outcome, name, url } = photo;
  if (outcome.state === 'done') {
    return (
      <ReportView name={name} imageUrl={url} report={outcome.seen.report} geometry={outcome.seen.geometry} />
    );
  }
  return (
    <article class="report" aria-label={name}>
      <div class="before-verdict">
        {outcome.state === 'failed' ? (
          <div class="note bad">
            <h2>{words.unreadable}</h2>
            <p class="quiet">{name}</p>
            <FailureText failure={outcome.failure} />
            <p class="quiet">{words.wayOut}</p>
          </div>
        ) : (
          <p class="note">
            {outcome.state === 'running' ? (words.stages[outcome.stage] ?? outcome.stage) : words.waiting}
          </p>
        )}
      </div>
      <div class="photo">
        <div class="frame">
          <Picture class="photo-image" url={url} alt={name} large />
        </div>
      </div>
    </article>
  );
}

/** Core says what is wrong in English; in another language a sentence of its kind comes first. */
function FailureText({ failure }: { readonly failure: PhotoFailure }) {
  const { language, texts } = useSpeech();
  const { photos: words, page } = texts;
  if (failure.is === 'tooLarge') {
    const size = formatTooLarge(failure.bytes, language);
    const limit = formatBytes(failure.limit, language).replace(/[.,]0(?= MB)/, '');
    return <p>{fillIn(words.tooLarge, { size, limit })}</p>;
  }
  const known = failure.type && words.reasons[failure.type];
  if (language === 'en') return <p>{failure.type ? failure.message : words.reasons.inference_failed}</p>;
  return (
    <>
      <p>{known ?? words.reasons.inference_failed}</p>
      <details class="small">
        <summary>{page.details}</summary>
        <p lang="en">{failure.message}</p>
      </details>
    </>
  );
}
