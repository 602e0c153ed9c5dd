/** The first view: photos come in, verdicts come out, all in this page. */
import { useCallback, useRef, useState } from 'preact/hooks';
import { ReportView } from '../report/report-view.tsx';
import { LoadingNote } from './loading-note.tsx';
import { PhotoInput } from './photo-input.tsx';
import { PhotoStrip } from './photo-strip.tsx';
import { Picture } from './picture.tsx';
import { type ChosenPolicy, PolicyChoice } from './policy-choice.tsx';
import { useInspector } from './use-inspector.ts';
import { type TriedPhoto, usePhotos } from './use-photos.ts';

/** All of them are held as pictures. */
const maxPhotos = 30;

const stageNames: Readonly<Record<string, string>> = {
  sniff: 'Reading the file',
  decode: 'Decoding the picture',
  detect: 'Looking for faces',
  landmarks: 'Placing the mesh',
  obstructions: 'Looking for covers',
  liveness: 'Looking for signs of life',
};

export function InspectView() {
  const [policy, setPolicy] = useState<ChosenPolicy>('default');
  const [inspectorState, retry] = useInspector(policy);
  const inspector = inspectorState.state === 'ready' ? inspectorState.inspector : undefined;
  const photos = usePhotos(inspector);
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

  return (
    <div class="inspect">
      <p role="status" class="visually-hidden">
        {photos.list.map(announcement).join(' ')}
      </p>
      <div class={photos.list.length > 0 ? 'bar' : undefined}>
        <PhotoStrip photos={photos} />
        <PhotoInput onFiles={onFiles} compact={photos.list.length > 0} camera={{ inspector, policy }} />
        {photos.list.length > 0 && <PolicyChoice policy={policy} onPolicy={setPolicy} />}
      </div>
      {left > 0 && (
        <p role="alert" class="note bad">
          {left} of the files were left out: the page holds {maxPhotos} photos. Remove some, or inspect whole
          folders with <code>livephoto inspect</code>.
        </p>
      )}
      <LoadingNote state={inspectorState} onRetry={retry} />
      {selected && <Tried key={selected.id} photo={selected} />}
    </div>
  );
}

/** What a screen reader says once a photo is done. */
function announcement({ name, outcome }: TriedPhoto): string {
  if (outcome.state === 'failed') return `${name} cannot be inspected.`;
  if (outcome.state !== 'done') return '';
  return `${name} is ${outcome.seen.report.accepted ? 'accepted' : 'refused'}.`;
}

function Tried({ photo }: { readonly photo: TriedPhoto }) {
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
          <div role="alert" class="note bad">
            <h2>This cannot be inspected</h2>
            <p class="quiet">{name}</p>
            <p>{outcome.message}</p>
            <p class="quiet">Give a JPEG or PNG photo, as it came from the camera.</p>
          </div>
        ) : (
          <p role="status" class="note">
            {outcome.state === 'running'
              ? `${stageNames[outcome.stage] ?? outcome.stage}…`
              : 'Waiting for its turn…'}
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
