/** The clients of the key's mode, newest first, and a form for one more. */
import { useState } from 'preact/hooks';
import { useSpeech } from '../language/language.tsx';
import { goTo, hrefOf } from '../routing.ts';
import { type Api, nameOfClient } from './api-client.ts';
import { Failure } from './failure.tsx';
import { Pager } from './pager.tsx';
import { formatTime } from './time.ts';
import { useCall } from './use-call.ts';

export function ClientsView({ api }: { readonly api: Api }) {
  const { language, texts } = useSpeech();
  const { stored } = texts;
  const [page, setPage] = useState(1);
  const [clients, reload] = useCall(() => api.listClients(page), [api, page]);
  return (
    <>
      <h1>{stored.clients}</h1>
      {clients.state === 'loading' && <p role="status">{texts.page.loading}</p>}
      {clients.state === 'failed' && (
        <Failure title={stored.clientsFailed} error={clients.error} onRetry={reload} />
      )}
      {clients.state === 'done' && (
        <>
          {clients.value.totalItems === 0 && <p class="note">{stored.noClient}</p>}
          <ul class="rows">
            {clients.value.items.map((client) => (
              <li key={client.id}>
                <a class="row" href={hrefOf({ view: 'stored', clientId: client.id })}>
                  <b>{nameOfClient(client)}</b>
                  <span class="quiet">{client.email}</span>
                  <time class="quiet small" datetime={client.createdAt}>
                    {formatTime(client.createdAt, language)}
                  </time>
                </a>
              </li>
            ))}
          </ul>
          <Pager page={page} pages={clients.value.pages} onPage={setPage} />
        </>
      )}
      <NewClient api={api} />
    </>
  );
}

function NewClient({ api }: { readonly api: Api }) {
  const { stored } = useSpeech().texts;
  const [error, setError] = useState<Error>();
  const submit = async (form: HTMLFormElement) => {
    const data = new FormData(form);
    const field = (name: string) => String(data.get(name)).trim();
    try {
      const client = await api.createClient(field('firstName'), field('lastName'), field('email'));
      goTo({ view: 'stored', clientId: client.id });
    } catch (thrown) {
      setError(thrown as Error);
    }
  };
  return (
    <section class="panel" aria-label={stored.newClient}>
      <h2>{stored.newClient}</h2>
      <form
        class="fields"
        onSubmit={(event) => {
          event.preventDefault();
          void submit(event.currentTarget);
        }}
      >
        <label>
          {stored.firstName}
          <input name="firstName" required autocomplete="off" />
        </label>
        <label>
          {stored.lastName}
          <input name="lastName" required autocomplete="off" />
        </label>
        <label>
          {stored.email}
          <input name="email" type="email" required autocomplete="off" />
        </label>
        <button type="submit">{stored.make}</button>
      </form>
      {error && <Failure title={stored.notMade} error={error} />}
    </section>
  );
}
