/** The clients of the key's mode, newest first, and a form for one more. */
import { useState } from 'preact/hooks';
import { goTo, hrefOf } from '../routing.ts';
import { type Api, nameOfClient } from './api-client.ts';
import { Failure } from './failure.tsx';
import { Pager } from './pager.tsx';
import { formatTime } from './time.ts';
import { useCall } from './use-call.ts';

export function ClientsView({ api }: { readonly api: Api }) {
  const [page, setPage] = useState(1);
  const [clients, reload] = useCall(() => api.listClients(page), [api, page]);
  return (
    <>
      <h1>Clients</h1>
      {clients.state === 'loading' && <p role="status">Loading…</p>}
      {clients.state === 'failed' && (
        <Failure title="The clients cannot be shown" error={clients.error} onRetry={reload} />
      )}
      {clients.state === 'done' && (
        <>
          {clients.value.totalItems === 0 && (
            <p class="note">There is no client yet. Make one below, then give it a photo.</p>
          )}
          <ul class="rows">
            {clients.value.items.map((client) => (
              <li key={client.id}>
                <a class="row" href={hrefOf({ view: 'stored', clientId: client.id })}>
                  <b>{nameOfClient(client)}</b>
                  <span class="quiet">{client.email}</span>
                  <time class="quiet small" datetime={client.createdAt}>
                    {formatTime(client.createdAt)}
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
    <section class="panel" aria-label="New client">
      <h2>New client</h2>
      <form
        class="fields"
        onSubmit={(event) => {
          event.preventDefault();
          void submit(event.currentTarget);
        }}
      >
        <label>
          First name
          <input name="firstName" required autocomplete="off" />
        </label>
        <label>
          Last name
          <input name="lastName" required autocomplete="off" />
        </label>
        <label>
          E-mail
          <input name="email" type="email" required autocomplete="off" />
        </label>
        <button type="submit">Make the client</button>
      </form>
      {error && <Failure title="The client was not made" error={error} />}
    </section>
  );
}
