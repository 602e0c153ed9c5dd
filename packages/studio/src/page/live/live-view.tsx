/** The view "Live capture": a capture session of this server run in this page, and what was measured in it. */
import { useMemo, useState } from 'preact/hooks';
import { useSpeech } from '../language/language.tsx';
import { type Api, type CreatedSession, createApi } from '../stored/api-client.ts';
import { errorText } from '../stored/error-text.ts';
import { KeyForm } from '../stored/key-form.tsx';
import { keepKey, readKey } from '../stored/key-storage.ts';
import { useCall } from '../stored/use-call.ts';
import { SessionCapture } from './session-capture.tsx';
import { SessionReport } from './session-report.tsx';

export function LiveView() {
  const { live } = useSpeech().texts;
  const [key, setKey] = useState(readKey);
  const api = useMemo(() => createApi(key), [key]);
  if (key === '') {
    const change = (given: string) => {
      keepKey(given);
      setKey(given);
    };
    return (
      <KeyForm title={live.title} action={live.go} onKey={change}>
        {live.needsKey}
      </KeyForm>
    );
  }
  return <Sessions api={api} />;
}

function Sessions({ api }: { readonly api: Api }) {
  const speech = useSpeech();
  const { live } = speech.texts;
  const [session, setSession] = useState<CreatedSession>();
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const [turns, setTurns] = useState(2);
  const begin = async () => {
    setBusy(true);
    setProblem('');
    try {
      setSession(await api.createSession(await visitor(api), turns));
    } catch (error) {
      setProblem(errorText(error as Error, speech));
    }
    setBusy(false);
  };
  return (
    <div class="live">
      <section class="panel">
        <h1>{live.title}</h1>
        <p>{live.text}</p>
        <p class="live-turns">
          <label for="turns">{live.turns}</label>
          <select id="turns" value={turns} onChange={(event) => setTurns(Number(event.currentTarget.value))}>
            {[1, 2, 3, 4].map((count) => (
              <option key={count} value={count}>
                {count}
              </option>
            ))}
          </select>
        </p>
        <p class="actions">
          <button
            type="button"
            class={session ? 'button' : 'primary'}
            disabled={busy}
            onClick={() => void begin()}
          >
            {session ? live.another : live.begin}
          </button>
        </p>
        {problem !== '' && (
          <p role="alert" class="problem">
            {problem}
          </p>
        )}
      </section>
      {session && <Running key={session.id} api={api} session={session} />}
    </div>
  );
}

function Running({ api, session }: { readonly api: Api; readonly session: CreatedSession }) {
  const speech = useSpeech();
  const [round, setRound] = useState(0);
  const [details] = useCall(() => api.getSession(session.id), [session.id, round]);
  return (
    <div class="live-columns">
      <SessionCapture session={session} onAnswer={() => setRound((count) => count + 1)} />
      {details.state === 'failed' && <p role="alert">{errorText(details.error, speech)}</p>}
      {details.state === 'done' && <SessionReport details={details.value} />}
    </div>
  );
}

const email = 'live-capture@studio.invalid';

/** One client for all who try: photos of these sessions are stored with it. */
async function visitor(api: Api): Promise<string> {
  const { items } = await api.listClients(1);
  const known = items.find((client) => client.email === email);
  return (known ?? (await api.createClient('Live', 'Capture', email))).id;
}
