/** Photos to try for who has none at hand; nothing where the server has none. */
import { useEffect, useState } from 'preact/hooks';
import { useSpeech } from '../language/language.tsx';

const folder = '/studio/samples';

export function SamplePhotos({ onFiles }: { onFiles(files: File[]): void }) {
  const { input, stored } = useSpeech().texts;
  const [names, setNames] = useState<readonly string[]>([]);
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    const stop = new AbortController();
    // Whoever serves the page in another way may have no list; photos of one's own can be tried all the same.
    fetch(`${folder}.json`, { signal: stop.signal })
      .then((response) => (response.ok ? response.json() : []))
      .then((list: readonly string[]) => setNames(list))
      .catch(() => {});
    return () => stop.abort();
  }, []);

  const take = async (name: string) => {
    setFailed(false);
    try {
      const response = await fetch(`${folder}/${encodeURIComponent(name)}`);
      if (!response.ok) throw new Error(`It answered ${response.status}`);
      onFiles([new File([await response.blob()], name, { type: 'image/jpeg' })]);
    } catch {
      setFailed(true);
    }
  };

  if (names.length === 0) return null;
  return (
    <div class="samples">
      <p class="quiet small">{input.samples}</p>
      <ul>
        {names.map((name) => (
          <li key={name}>
            <button type="button" class="sample" onClick={() => void take(name)}>
              <img src={`${folder}/${encodeURIComponent(name)}`} alt="" width="72" height="72" />
              <span class="small">{input.sampleNames[name.replace(/\.jpg$/, '')] ?? name}</span>
            </button>
          </li>
        ))}
      </ul>
      {failed && (
        <p role="alert" class="problem">
          {stored.errors.unreachable}
        </p>
      )}
    </div>
  );
}
